// Every test of the cabinet in a browser, one after the other: they share a server, a cabinet and a browser.
import { after, before } from 'node:test';
import { closeBrowser, openBrowser } from './support/browser.mjs';
import { startCabinet, stopCabinet } from './support/cabinet.mjs';

before(async () => {
    await startCabinet();
    await openBrowser();
});
after(async () => {
    await closeBrowser();
    await stopCabinet();
});

await import('./sign_in.mjs');
await import('./live.mjs');
await import('./decisions.mjs');
await import('./scenario.mjs');
await import('./long_list.mjs');
await import('./without_a_mouse.mjs');
await import('./connection.mjs');
await import('./pictures.mjs');
