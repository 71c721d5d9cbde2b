// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

/// Writes to storage of many kinds in one call, with keys and indices that come from outside and with
/// such that stand in the source. `Ledger.json` has its storage layout and its code, as solc 0.8.37
/// makes them with its optimiser, in both of its ways (`code`, and `codeViaIr`).
contract Ledger {
    struct Entry {
        address who;
        uint96 amount;
        uint256[] parts;
    }

    uint256 total;
    mapping(address => uint256) balances;
    mapping(address => mapping(address => uint256)) allowance;
    mapping(bytes32 => mapping(address => bool)) roles;
    Entry[] entries;
    uint32[] small;
    mapping(string => Entry) named;
    string title;
    mapping(uint256 => uint256) counts;

    function write(address to, string calldata key) external {
        total++;
        balances[msg.sender] = 1;
        balances[address(0)] = 2;
        allowance[msg.sender][to] = 3;
        roles[0x00][to] = true;
        entries.push();
        entries.push();
        entries[1].who = to;
        entries[1].parts.push(7);
        for (uint32 i = 0; i < 9; i++) small.push(i + 1);
        named[key].amount = 8;
        named["fixed"].parts.push(9);
        title = "a title that is longer than one word of storage";
        counts[1] = 10;
        counts[2] = 11;
    }
}
