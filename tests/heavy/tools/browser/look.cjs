// Opens a page in Chromium and tells as JSON what a reader would see. In: folder of the packages, JSON of what to do.
"use strict";
const [folder, wanted] = process.argv.slice(2);
const puppeteer = require(require.resolve("puppeteer-core", { paths: [folder] }));
const { chromium, url, searches, routes, route, screenshots } = JSON.parse(wanted);
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

const openSearch = async (page) => {
  for (let turn = 0; turn < 100 && !(await page.evaluate(() => document.activeElement.tagName === "INPUT")); turn += 1) {
    await page.keyboard.down("Control");
    await page.keyboard.press("k");
    await page.keyboard.up("Control");
    await pause(300);
  }
};

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

// What is found of words that are typed before the search is ready, as the page begins to show.
const early = async (browser, told) => {
  const page = await opened(browser, told);
  await page.emulateCPUThrottling(4);
  await page.goto(url, { waitUntil: "load", timeout: 120000 });
  await openSearch(page);
  await page.keyboard.sendCharacter(searches[0]);
  await page.emulateCPUThrottling(1);
  const found = await until(() => results(page), (items) => items.length);
  await page.close();
  return found.slice(0, 3);
};

// The operations whose address does not bring their heading into view.
const lost = async (page) => {
  const missing = [];
  await page.keyboard.press("Escape");
  for (const [name, heading] of routes) {
    await page.evaluate((address) => { location.hash = address; }, name);
    if (!(await until(() => page.evaluate(isInView, heading), Boolean))) missing.push(name);
  }
  return missing;
};

const isInView = (heading) =>
  [...document.querySelectorAll("#reference h1, #reference h2, #reference h3")].some((element) => {
    const { top } = element.getBoundingClientRect();
    return element.innerText.startsWith(heading) && top > -50 && top < innerHeight / 2;
  });

const until = async (look, isEnough) => {
  const start = Date.now();
  for (;;) {
    const seen = await look();
    if (isEnough(seen) || Date.now() - start > 30000) return seen;
    await pause(50);
  }
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
  await openSearch(page);
  for (const words of searches) told.searches.push(await search(page, words));
  told.early = searches.length ? await early(browser, told) : [];
  told.lost = await lost(page);
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
