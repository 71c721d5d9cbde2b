// Compiles Solidity sources with the npm package `solc` and prints one JSON object on standard
// output: { contracts: file -> name -> { abi, storageLayout, codeBytes, codeStart, evm }, sources },
// as the compiler has it. Warnings count as errors.
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
          'evm.bytecode.sourceMap',
          'evm.deployedBytecode.object',
          'evm.deployedBytecode.sourceMap',
          'evm.deployedBytecode.immutableReferences',
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

// The code that is deployed is a part of the code that deploys it, and not written twice; without
// code: an interface.
const contracts = {};
for (const [file, all] of Object.entries(output.contracts)) {
  for (const [name, { abi, storageLayout, evm }] of Object.entries(all)) {
    if (evm.bytecode.object === '') continue;
    for (const variable of storageLayout?.storage ?? []) {
      delete variable.astId;
      delete variable.contract;
    }
    const { bytecode, deployedBytecode, methodIdentifiers } = evm;
    const { sourceMap, immutableReferences } = deployedBytecode;
    (contracts[file] ??= {})[name] = {
      abi,
      storageLayout,
      codeBytes: deployedBytecode.object.length / 2,
      // No index of a byte where it is not there; then there are no lines.
      codeStart: bytecode.object.indexOf(deployedBytecode.object) / 2,
      evm: {
        bytecode: { object: bytecode.object, sourceMap: bytecode.sourceMap },
        deployedBytecode: { sourceMap, immutableReferences },
        methodIdentifiers,
      },
    };
  }
}
process.stdout.write(JSON.stringify({ contracts, sources: output.sources }));
