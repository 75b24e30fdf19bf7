/**
 * A notebook's life, as in `examples/notebook.py`: choose an image, make a notebook of it, extend its time, stop it, start
 * it, remove it.
 *
 *     node notebook.js BASE_URL [INTERVAL]        with the token in MODELARTS_TOKEN, the project in MODELARTS_PROJECT
 */

import { ModelArts, token, type Body } from "modelarts-client";

const FLAVOR = "modelarts.vm.cpu.2u";
const VOLUME: Body<"CreateNotebook">["volume"] = { category: "EVS", ownership: "MANAGED", capacity: 5 };
const OWN_IMAGE = "swr.cn-north-4.myhuaweicloud.com/my-organization/notebook:1.0";
const NAME = "example-notebook";
const HOUR = 3_600_000; // milliseconds

const [, , baseUrl = "", seconds = "5"] = process.argv;
const interval = Number(seconds) * 1000;
const client = new ModelArts({
  auth: token(process.env["MODELARTS_TOKEN"] ?? ""),
  projectId: process.env["MODELARTS_PROJECT"] ?? "",
  ...(baseUrl ? { baseUrl } : {}),
});

/** Give what must be there. */
function given<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("the answer lacks a field");
  return value;
}

const [listed] = (await client.images.list({ limit: 20 })).items;
const imageId = given((listed ?? (await client.images.register({ swr_path: OWN_IMAGE }))).id);
const notebook = await client.notebooks.create({
  name: NAME,
  flavor: FLAVOR,
  image_id: imageId,
  volume: VOLUME,
  duration: HOUR,
});
const id = given(notebook.id);
console.log(`${id} is ${notebook.status}`);
try {
  const running = await client.notebooks.wait(id, { interval });
  console.log(`${running.name} is ${running.status}, open ${running.url}`);
  for await (const one of client.notebooks.list({ name: NAME })) console.log(`listed: ${one.id} with image ${imageId}`);
  const lease = await client.notebooks.renewLease(id, { duration: 2 * HOUR });
  console.log(`it runs for ${lease.duration} ms`);
  await client.notebooks.stop(id);
  const stopped = await client.notebooks.wait(id, { until: "STOPPED", interval });
  console.log(`${stopped.name} is ${stopped.status}`);
  await client.notebooks.start(id);
  const again = await client.notebooks.wait(id, { interval });
  console.log(`${again.name} is ${again.status} again`);
} finally {
  await client.notebooks.delete(id);
  await client.notebooks.waitUntilDeleted(id, { interval });
  console.log(`${id} is gone`);
}
