// @ts-check

/**
 * Contracts and batches that a person writes, the way a person writes them.
 *
 * What the tests hold on to is listed in web/TESTIDS.md.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { launch, open, require, serve, until } from './support.mjs';
import { ready } from './visit.mjs';

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('./support.mjs').Host} */
let host;

before(async () => {
  browser = await launch();
  host = await serve();
});

after(async () => {
  await browser?.close();
  await host?.close();
});

const POINTS = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

contract Points {
    mapping(address player => uint256) public points;
    uint256 public total;

    function earn(uint256 amount) external {
        points[msg.sender] += amount;
    }

    function donate(uint256 amount) external {
        total += amount;
    }
}
`;

const OZ_TOKEN = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

contract MyToken is ERC20 {
    constructor() ERC20("My Token", "MINE") {}

    function claim() external {
        _mint(msg.sender, 1000 ether);
    }
}
`;

const TRANSFERS = {
  format: 'lanewise-batch/1',
  transactions: 1000,
  accounts: 200,
  contracts: [{ id: 'token', contract: 'MyToken' }],
  setup: [{ from: { each: 'account' }, to: 'token', function: 'claim', repeat: 'accounts' }],
  steps: [
    {
      to: 'token',
      function: 'transfer',
      arguments: [{ account: 'contention' }, { uniform: { min: 1, max: 1000 } }],
    },
  ],
};

/**
 * @param {string} [query]
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
async function visit(query = '', options = {}) {
  const opened = await open(browser, host.url(query && `?${query}`), options);
  return { ...opened, ...(await tools(opened.page)) };
}

/** @param {import('playwright-core').Page} page */
async function tools(page) {
  await ready(page);
  const get = (/** @type {string} */ id) => page.getByTestId(id);

  /** Replaces the text of an editor, as a person with a clipboard would. */
  const write = async (/** @type {string} */ editor, /** @type {string} */ text) => {
    const content = get(editor).locator('.cm-content');
    await content.waitFor({ timeout: 30_000 });
    await content.focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(text);
  };

  /** Waits until the compiler has said its word about the present text. */
  const compiled = (/** @type {string} */ wanted) =>
    until(
      `the compiler to say “${wanted}”`,
      async () => {
        const state = await get('compile-status').getAttribute('data-state');
        return state === wanted ? state : undefined;
      },
      90_000,
    );

  /** Presses Run and waits for the end. */
  const run = async (wanted = 'done') => {
    await until('Run to be ready', async () => ((await get('run').isEnabled()) ? true : undefined), 30_000);
    const runs = await get('app').getAttribute('data-run');
    await get('run').click();
    const ended = await until(
      'the run to end',
      async () => {
        const now = (await get('app').getAttribute('data-state')) ?? '';
        if (['idle', 'running'].includes(now)) return undefined;
        if (now === 'done' && (await get('app').getAttribute('data-run')) === runs) return undefined;
        return now;
      },
      120_000,
    );
    assert.equal(ended, wanted, await get('notices').innerText());
  };

  /** The beginning of the document's text, from the text view, which draws only what is in sight. */
  const document = async () => {
    await get('batch-tab-text').click();
    const content = get('batch-editor').locator('.cm-content');
    await content.waitFor({ timeout: 30_000 });
    return content.innerText();
  };

  return { get, write, compiled, run, document };
}

describe('a contract from nothing', () => {
  test('is written, mended, called in two ways and run', async () => {
    const { page, get, write, compiled, run, problems } = await visit();
    await get('new-project').click();
    await get('workbench').waitFor();
    await compiled('compiled');

    // A mistake is told where it is, with the compiler's own words ...
    await write('editor', POINTS.replace('total += amount', 'totl += amount'));
    await compiled('errors');
    const problem = get('problem-0');
    assert.match(await problem.innerText(), /Undeclared identifier/);
    assert.equal(await problem.getAttribute('data-severity'), 'error');
    assert.ok((await page.locator('.cm-lintRange-error').count()) > 0, 'the mistake is marked in the text');
    // ... and what compiled last can still be run.
    await run();

    await write('editor', POINTS);
    await compiled('compiled');
    await get('functions-Points').waitFor({ state: 'attached' });
    assert.match((await get('functions-Points').textContent()) ?? '', /donate/);
    assert.match((await get('storage-Points').textContent()) ?? '', /points/);

    // A batch of two kinds of calls, by the form.
    await get('batch-tab-form').click();
    await get('batch-contracts-0-contract').selectOption({ label: 'Points' });
    const steps = page.locator('[data-testid^=batch-steps-][data-testid$=-remove]');
    while ((await steps.count()) > 0) await steps.first().click();
    const setUps = page.locator('[data-testid^=batch-setup-][data-testid$=-remove]');
    while ((await setUps.count()) > 0) await setUps.first().click();
    await get('batch-steps-add').click();
    await get('batch-steps-add').click();
    await get('batch-steps-0-function').selectOption('earn');
    await get('batch-steps-1-function').selectOption('donate');
    await get('batch-steps-1-weight').fill('3');
    await until('the second step to have its share', async () =>
      /75/.test(await get('batch-steps-1-share').innerText()) ? true : undefined,
    );
    await get('batch-tab-preview').click();
    await until('the preview to show both', async () => {
      const text = await get('preview').innerText();
      return /earn\(/.test(text) && /donate\(/.test(text) ? true : undefined;
    });
    await get('dry-run').click();
    await until('the dry run', async () =>
      /would succeed/.test(await get('dry-run-words').innerText()) ? true : undefined,
    );

    await run();
    assert.equal(await get('check').getAttribute('data-equal'), 'true');
    await get('tab-transactions').click();
    await get('row-0').click();
    await until('the details', async () =>
      (await get('details').getAttribute('data-state')) === 'ready' ? true : undefined,
    );
    assert.match(await get('details-call').innerText(), /(earn|donate)\(/);
    await get('details-close').click();

    // What is to blame is named as the contract names it, and opened in the editor with a mark.
    await get('tab-conflicts').click();
    await get('conflicts-place-0').click();
    assert.match(await get('conflicts-place-0').innerText(), /total/);
    const declared = get('conflicts-line-declared');
    const line = Number(await declared.getAttribute('data-value'));
    assert.match(POINTS.split('\n')[line - 1], /uint256 public total/);
    await declared.click();
    assert.equal(await get('mark').getAttribute('data-value'), String(line));
    const marked = page.locator('[data-testid=editor] .cm-line.marked');
    await marked.waitFor();
    assert.match(await marked.innerText(), /uint256 public total/);
    assert.ok(await marked.evaluate((it) => it.getBoundingClientRect().bottom <= innerHeight), 'it is in view');
    assert.deepEqual(problems, []);
    await page.close();
  });

  test('may import OpenZeppelin’s ERC-20 and send 1,000 transfers', async () => {
    const { page, get, write, compiled, run, problems } = await visit();
    await get('new-project').click();
    await compiled('compiled');
    await write('editor', OZ_TOKEN);
    await compiled('compiled');
    await get('batch-tab-text').click();
    await write('batch-editor', JSON.stringify(TRANSFERS, null, 2));
    await until('the document to be taken over', async () =>
      (await get('batch-problems').count()) === 0 || (await get('batch-problems').getAttribute('data-count')) === '0'
        ? true
        : undefined,
    );
    await get('batch-tab-preview').click();
    await until('the preview', async () => (/transfer\(/.test(await get('preview').innerText()) ? true : undefined));
    await run();
    assert.equal(await get('check').getAttribute('data-equal'), 'true');
    assert.equal(await get('block-transactions').getAttribute('data-value'), '1000');
    // Names come from the layout that the compiler told.
    await get('tab-graph').click();
    await get('graph-hottest').waitFor({ timeout: 60_000 });
    assert.match(await get('graph-hottest').innerText(), /_balances\[/);
    assert.deepEqual(problems, []);
    await page.close();
  });

  test('an unknown import, code that is too large and a constructor that reverts are told', async () => {
    const { page, get, write, compiled, problems } = await visit();
    await get('new-project').click();
    await compiled('compiled');
    await write('editor', 'pragma solidity ^0.8.30;\nimport "@nobody/knows/this.sol";\ncontract Visits {}\n');
    await compiled('errors');
    assert.match(await get('problem-0').innerText(), /@nobody\/knows\/this\.sol/);

    await write(
      'editor',
      'pragma solidity ^0.8.30;\ncontract Visits { constructor() { revert("not today"); } function visit() external {} }\n',
    );
    await compiled('compiled');
    await get('batch-tab-text').click();
    const wanted = {
      format: 'lanewise-batch/1',
      contracts: [{ id: 'visits', contract: 'Visits' }],
      steps: [{ to: 'visits', function: 'visit' }],
    };
    await write('batch-editor', JSON.stringify(wanted, null, 2));
    await get('batch-tab-preview').click();
    await until('the constructor’s reason', async () => {
      const text = await get('batch-workbench').innerText();
      return /The constructor reverts: not today/.test(text) ? true : undefined;
    });
    assert.deepEqual(problems, []);
    await page.close();
  });
});

describe('the batch of a project', () => {
  test('form and text are two views of one thing', async () => {
    const { page, get, write, compiled, document, problems } = await visit('preset=token&txs=300&accounts=60');
    await get('edit-copy').first().click();
    await compiled('compiled');

    // From the form to the text ...
    await get('batch-tab-form').click();
    await get('txs').fill('123');
    await until('the text to follow', async () =>
      /"transactions": 123/.test(await document()) ? true : undefined,
    );
    // ... and from the text to the form.
    const text = JSON.stringify({
      format: 'lanewise-batch/1',
      transactions: 77,
      accounts: 60,
      seed: 5,
      contracts: [{ id: 'token', contract: 'Token', arguments: ['Name', 'NAM', '1e24'] }],
      steps: [{ to: 'token', function: 'approve', arguments: [{ account: 'contention' }, 5] }],
    });
    await write('batch-editor', text);
    await get('batch-tab-form').click();
    await until('the form to follow', async () => ((await get('txs').inputValue()) === '77' ? true : undefined));

    // An unknown key is told with its place; the form keeps the last good state.
    await get('batch-tab-text').click();
    await write('batch-editor', text.replace('"seed"', '"sead"'));
    const problem = get('batch-problem-0');
    await problem.waitFor();
    assert.match(await problem.innerText(), /sead.*seed/s);
    await get('batch-tab-form').click();
    await get('batch-behind').waitFor();
    assert.equal(await get('txs').inputValue(), '77');
    await get('batch-undo').click();
    await until('the text to be good again', async () => ((await get('batch-behind').count()) === 0 ? true : undefined));

    // A wrong value is flagged as it is typed.
    await get('txs').fill('60000');
    await until('the limit', async () =>
      /50,?000/.test(await get('batch-workbench').innerText()) ? true : undefined,
    );
    assert.deepEqual(problems, []);
    await page.close();
  });

  test('transactions are listed one by one and put in another order by hand', async () => {
    const { page, get, compiled, run, problems } = await visit('preset=nft-global&txs=12&accounts=12');
    await get('edit-copy').first().click();
    await compiled('compiled');
    await get('batch-tab-list').click();
    await get('list-all').click();
    await get('list-all-yes').click();
    await until('the list', async () =>
      (await get('batch-list').getAttribute('data-count')) === '12' ? true : undefined,
    );
    const senders = () =>
      page.locator('[data-testid^=batch-list-][data-testid$=-from]').evaluateAll((boxes) =>
        boxes.map((box) => /** @type {HTMLInputElement} */ (box).value),
      );
    const [first, second] = await senders();
    await get('batch-list-0-down').click();
    await until('the order to change', async () => {
      const now = await senders();
      return now[0] === second && now[1] === first ? true : undefined;
    });
    await run();
    assert.equal(await get('block-transactions').getAttribute('data-value'), '12');
    assert.deepEqual(problems, []);
    await page.close();
  });

  test('EVM assembly is assembled and called', async () => {
    const { page, get, compiled, run, problems } = await visit();
    await get('new-project').click();
    await compiled('compiled');
    await get('add-assembly').click();
    await get('contract-Counter').waitFor({ state: 'attached', timeout: 30_000 });
    await get('batch-tab-form').click();
    await get('batch-contracts-0-contract').selectOption({ label: 'Counter' });
    await get('batch-steps-1-remove').click();
    await get('batch-steps-0-function').selectOption('increment');
    await get('batch-tab-preview').click();
    await until('the preview', async () => (/increment\(/.test(await get('preview').innerText()) ? true : undefined));
    await run();
    assert.equal(await get('check').getAttribute('data-equal'), 'true');
    assert.deepEqual(problems, []);
    await page.close();
  });
});

describe('projects', () => {
  test('a reload finds everything; export, delete and import bring it back', async () => {
    const opened = await visit('preset=counter-one&txs=200');
    const { page, problems } = opened;
    let { get, write, compiled } = opened;
    await get('edit-copy').first().click();
    await compiled('compiled');
    await get('project-name').fill('My petition');
    await write('editor', `${POINTS}// remember me\n`);
    await compiled('compiled');
    await page.reload();
    ({ get, write, compiled } = await tools(page));
    await get('workbench').waitFor();
    assert.equal(await get('project-name').inputValue(), 'My petition');
    await get('editor').locator('.cm-content').waitFor();
    assert.match(await get('editor').innerText(), /remember me/);

    await get('project-menu').click();
    const [download] = await Promise.all([page.waitForEvent('download'), get('export-project').click()]);
    const file = await download.path();
    const exported = JSON.parse(await readFile(file, 'utf8'));
    assert.equal(exported.format, 'lanewise-project/1');
    assert.equal(exported.name, 'My petition');

    await page.evaluate(() => localStorage.clear());
    const other = await open(browser, host.url());
    const fresh = await tools(other.page);
    await fresh.get('project-menu').click();
    await fresh.get('import-project-file').setInputFiles({
      name: download.suggestedFilename(),
      mimeType: 'application/json',
      buffer: await readFile(file),
    });
    await fresh.get('workbench').waitFor();
    assert.equal(await fresh.get('project-name').inputValue(), 'My petition');
    await fresh.get('editor').locator('.cm-content').waitFor();
    assert.match(await fresh.get('editor').innerText(), /remember me/);
    assert.deepEqual([...problems, ...other.problems], []);
    await page.close();
    await other.page.close();
  });

  test('a compiler that cannot be loaded is said, and everything else goes on', async () => {
    const { page, get, run } = await visit('preset=token&txs=200&accounts=60', {});
    await page.route('**/solc/**', (route) => route.abort());
    await get('edit-copy').first().click();
    await until('the status', async () =>
      (await get('compile-status').getAttribute('data-state')) === 'unavailable' ? true : undefined,
    );
    await page.unroute('**/solc/**');
    await get('compile').click();
    await until(
      'the compiler',
      async () => ((await get('compile-status').getAttribute('data-state')) === 'compiled' ? true : undefined),
      90_000,
    );
    await run();
    await page.close();
  });
});

describe('scenarios', () => {
  test('every scenario makes its block and explains itself', async () => {
    const { page, get, problems } = await visit('txs=60&accounts=100');
    const ids = await page
      .locator('input[name=preset]')
      .evaluateAll((inputs) => inputs.map((input) => /** @type {HTMLInputElement} */ (input).value));
    const all = [...new Set(ids)];
    assert.ok(all.length >= 20, `${all.length} scenarios`);
    for (const id of all) {
      await page.locator(`input[data-testid="preset-${id}"]`).check({ force: true });
      await until(`${id} to be previewed`, async () => {
        const stale = await page.locator('[data-testid=preview].stale').count();
        const chosen = await get('preset').getAttribute('data-value');
        const rows = await page.locator('[data-testid=preview] tbody tr').count();
        return !stale && chosen === id && rows > 0 ? true : undefined;
      }, 60_000);
      assert.ok(((await get('preset-summary').innerText()) ?? '').length > 30, id);
      assert.ok(((await get('preset-watch').textContent()) ?? '').length > 100, id);
    }
    assert.deepEqual(problems, []);
    await page.close();
  });

  test('knobs change the block, stand in the address, and have a most contended setting', async () => {
    const { page, get, run, problems } = await visit('preset=exchange&txs=400&accounts=400&knobs=pools:50');
    assert.equal(await get('knob-pools').inputValue(), '50');
    await get('most-contended').click();
    assert.equal(await get('knob-pools').inputValue(), '1');
    await until('the address', async () => (/knobs=[^&]*pools:1\b/.test(page.url()) ? true : undefined));
    await run();
    assert.deepEqual(problems, []);
    await page.close();
  });

  test('the first screen loads no editor, no compiler and no library', async () => {
    const from = host.requests.length;
    const { page, get } = await visit('preset=token&txs=100&accounts=60');
    const before = host.requests.slice(from).filter((path) => /\/(glue|solc|libraries)\//.test(path));
    assert.deepEqual(before, []);
    await get('edit-copy').first().click();
    await get('editor').locator('.cm-content').waitFor({ timeout: 30_000 });
    assert.ok(host.requests.some((path) => path.endsWith('/glue/editor.js')));
    await page.close();
  });
});

describe('access', () => {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`axe finds nothing wrong with the workbench (${colorScheme})`, async () => {
      const { page, get, compiled } = await visit('preset=exchange&txs=100&accounts=60', { colorScheme });
      await get('edit-copy').first().click();
      await compiled('compiled');
      await page.addScriptTag({ path: require.resolve('axe-core') });
      for (const view of ['form', 'text', 'list', 'preview']) {
        await get(`batch-tab-${view}`).click();
        await page.waitForTimeout(300);
        const found = await page.evaluate(async () => {
          // @ts-ignore axe came with the script tag
          const { violations } = await window.axe.run();
          return violations.map((/** @type {any} */ one) => ({
            id: one.id,
            where: one.nodes.slice(0, 3).map((/** @type {any} */ node) => node.html.slice(0, 200)),
          }));
        });
        assert.deepEqual(found, [], view);
      }
      await page.close();
    });
  }
});
