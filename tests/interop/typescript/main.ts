// Calls a mock with the types that openapi-typescript wrote, through openapi-fetch: one line of JSON for each step.
import createClient from "openapi-fetch";
import type { paths } from "./api.js";
import { type Headers, key, token } from "./sign.js";

const project_id = "interop";
const missing = "00000000-0000-4000-8000-999999999999";

async function steps(baseUrl: string, auth: string, headers: Headers): Promise<void> {
  const client = createClient<paths>({ baseUrl });
  client.use({
    async onRequest({ request }) {
      for (const [name, value] of Object.entries(await headers(request))) request.headers.set(name, value);
      return request;
    },
  });
  const say = (step: string, response: Response, facts: object): void =>
    console.log(JSON.stringify({ auth, step, status: response.status, ...facts }));
  const name = `interop-${auth}`;

  const made = await client.POST("/v1/{project_id}/workspaces", {
    params: { path: { project_id } },
    body: { name, auth_type: "PUBLIC" },
  });
  const workspace_id = made.data?.id ?? "";
  say("create", made.response, { id: workspace_id });

  const listed = await client.GET("/v1/{project_id}/workspaces", {
    params: { path: { project_id }, query: { name, limit: 5 } },
  });
  const names = listed.data?.workspaces?.map((workspace) => workspace.name);
  say("list", listed.response, { total_count: listed.data?.total_count, names });

  const one = "/v1/{project_id}/workspaces/{workspace_id}";
  const got = await client.GET(one, { params: { path: { project_id, workspace_id } } });
  say("get", got.response, { name: got.data?.name, auth_type: got.data?.auth_type });

  const gone = await client.DELETE(one, { params: { path: { project_id, workspace_id } } });
  say("delete", gone.response, { workspace_id: gone.data?.workspace_id });

  const refused = await client.GET(one, { params: { path: { project_id, workspace_id: missing } } });
  say("error", refused.response, { error_code: refused.error?.error_code });
}

const url = process.argv[2] ?? "";
await steps(url, "token", token("test-token"));
await steps(url, "signature", key("test-access-key", "test-secret-key"));
