// Opens a page in Chromium and tells as JSON what a reader would see. In: folder of the packages, JSON of what to do.
"use strict";
const [folder, wanted] = process.argv.slice(2);
const puppeteer = require(require.resolve("puppeteer-core", { paths: [folder] }));
const { chromium, url, searches, route, screenshots } = JSON.parse(wanted);
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

const watchTasks = () => {
  window.tasks = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.tasks.push([entry.startTime, entry.duration]);
  }).observe({ type: "longtask", buffered: true });
};

// The end of the last long task before a second without one.
const interactive = async (page) => {
  for (;;) {
    const [now, last] = await page.evaluate(() => [performance.now(), window.tasks.at(-1) || [0, 0]]);
    const end = last[0] + last[1];
    if (now - end > 1000) return Math.round(end);
    await pause(100);
  }
};

const results = (page) =>
  page.evaluate(() => {
    const found = document.querySelectorAll("[data-component-name='Search/SearchItem']");
    return [...found].map((item) => item.innerText.replace(/\s+/g, " "));
  });

const search = async (page, words) => {
  await page.keyboard.down("Control");
  await page.keyboard.press("a");
  await page.keyboard.up("Control");
  await page.keyboard.press("Backspace");
  await pause(300);
  const start = Date.now();
  await page.keyboard.sendCharacter(words);
  let found = [];
  while (!found.length && Date.now() - start < 10000) {
    await pause(50);
    found = await results(page);
  }
  await pause(700);
  return { words, milliseconds: Date.now() - start - 700, found: (await results(page)).slice(0, 3) };
};

const opened = async (browser, told) => {
  const page = await browser.newPage();
  await page.setViewport({ width: 1400, height: 1000 });
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) told.errors.push(message.text());
  });
  page.on("pageerror", (error) => told.errors.push(String(error)));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url())) told.requests.push(request.url());
  });
  // What the page's policy refuses fails without a reason of the network: nothing was sent.
  page.on("requestfailed", (request) => {
    if (!request.failure()) told.refused.push(request.url());
  });
  await page.evaluateOnNewDocument(watchTasks);
  return page;
};

(async () => {
  const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu"] });
  const told = { errors: [], requests: [], refused: [], searches: [] };
  const page = await opened(browser, told);
  await page.goto(url, { waitUntil: "load", timeout: 120000 });
  await page.waitForSelector("#reference h1, #reference h2", { timeout: 120000 });
  told.interactive = await interactive(page);
  told.heap = (await page.metrics()).JSHeapUsedSize;
  for (let turn = 0; turn < 100 && !(await page.evaluate(() => document.activeElement.tagName === "INPUT")); turn += 1) {
    await page.keyboard.down("Control");
    await page.keyboard.press("k");
    await page.keyboard.up("Control");
    await pause(300);
  }
  for (const words of searches) told.searches.push(await search(page, words));
  const second = await opened(browser, told);
  for (const [name, width, dark] of screenshots) {
    await second.setViewport({ width, height: 1000 });
    await second.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }]);
    await second.goto("about:blank");
    await second.goto(`${url}#${route}`, { waitUntil: "load", timeout: 120000 });
    await interactive(second);
    await second.screenshot({ path: name });
    told.text = await second.evaluate(() => document.getElementById("reference").innerText);
    told.wide = await second.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  }
  told.hacked = (await page.evaluate(() => window.hacked)) || (await second.evaluate(() => window.hacked)) || null;
  console.log(JSON.stringify(told));
  await browser.close();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
