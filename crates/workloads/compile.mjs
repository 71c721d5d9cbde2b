// Compiles Solidity sources with the npm package `solc` and prints one JSON object on standard
// output: { contracts: file -> name -> { abi, storageLayout, codeBytes, evm } }, as the compiler has
// it below `contracts`. Warnings count as errors.
//
// usage: node compile.mjs FOLDER_OF_NODE_MODULES SOURCE.sol...

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';

const [modules, ...files] = process.argv.slice(2);
const solc = createRequire(join(resolve(modules), 'any.js'))('solc');

const input = {
  language: 'Solidity',
  sources: Object.fromEntries(
    files.map((file) => [basename(file), { content: readFileSync(file, 'utf8') }]),
  ),
  settings: {
    evmVersion: 'osaka',
    optimizer: { enabled: true, runs: 200 },
    // The same bytes wherever it is compiled: no hash of the sources' metadata at the end.
    metadata: { bytecodeHash: 'none', appendCBOR: false },
    outputSelection: {
      '*': {
        '*': [
          'abi',
          'storageLayout',
          'evm.bytecode.object',
          'evm.deployedBytecode.object',
          'evm.methodIdentifiers',
        ],
      },
    },
  },
};

const output = JSON.parse(solc.compile(JSON.stringify(input)));
const complaints = (output.errors ?? []).filter(({ severity }) => severity !== 'info');
if (complaints.length > 0) {
  for (const { formattedMessage } of complaints) console.error(formattedMessage);
  process.exit(1);
}

// The code that is deployed is of interest by its length alone; without code: an interface.
const contracts = {};
for (const [file, all] of Object.entries(output.contracts)) {
  for (const [name, { abi, storageLayout, evm }] of Object.entries(all)) {
    if (evm.bytecode.object === '') continue;
    for (const variable of storageLayout?.storage ?? []) {
      delete variable.astId;
      delete variable.contract;
    }
    (contracts[file] ??= {})[name] = {
      abi,
      storageLayout,
      codeBytes: evm.deployedBytecode.object.length / 2,
      evm: { bytecode: { object: evm.bytecode.object }, methodIdentifiers: evm.methodIdentifiers },
    };
  }
}
process.stdout.write(JSON.stringify({ contracts }));
