// @ts-check

/** What tests do with the page: wait for its engine, find things, press Run. */

import assert from 'node:assert/strict';

import { until } from './support.mjs';

/** @param {import('playwright-core').Page | import('playwright-core').Frame} page */
export function ready(page) {
  return page.waitForSelector('[data-testid=app][data-engine=ready]', { timeout: 60_000 });
}

/** @param {import('playwright-core').Page | import('playwright-core').Frame} page */
export function tools(page) {
  const get = (/** @type {string} */ id) => page.getByTestId(id);
  const value = async (/** @type {string} */ id) => (await get(id).getAttribute('data-value')) ?? '';
  const state = () => get('app').getAttribute('data-state');
  /** Waits for the end of the run under way. */
  const finish = async (ends = ['done']) => {
    const ended = await until('the run to end', async () => {
      const now = (await state()) ?? '';
      return ['idle', 'running'].includes(now) ? undefined : now;
    }, 120_000);
    assert.ok(ends.includes(ended), `the run ended ${ended}: ${await get('notices').innerText()}`);
  };
  /** Presses Run and waits for the end. */
  const run = async (wanted = 'done') => {
    await get('run').click();
    await finish([wanted]);
  };
  return { get, value, state, finish, run };
}
