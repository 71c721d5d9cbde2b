// Compiles Solidity sources with the npm package `solc` and prints one JSON object on standard
// output: contract name -> { file, abi, bytecode, deployedBytecode, storageLayout,
// methodIdentifiers }. Warnings count as errors.
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

const artifacts = {};
for (const [file, contracts] of Object.entries(output.contracts)) {
  for (const [name, { abi, storageLayout, evm }] of Object.entries(contracts)) {
    if (evm.bytecode.object === '') continue; // an interface
    artifacts[name] = {
      file,
      abi,
      bytecode: evm.bytecode.object,
      deployedBytecode: evm.deployedBytecode.object,
      storageLayout,
      methodIdentifiers: evm.methodIdentifiers,
    };
  }
}
process.stdout.write(JSON.stringify(artifacts));
