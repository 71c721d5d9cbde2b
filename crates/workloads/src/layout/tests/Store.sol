// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

interface IToken {}

/// Something of every kind that storage can hold. `Store.json` is the `storageLayout` that solc 0.8.37
/// gives for it; the numbers are the slots.
contract Store {
    enum Side { Buy, Sell }

    type Id is uint64;

    struct Order {
        address maker;
        uint96 amount;
        uint256 price;
        Side side;
        bool open;
        uint256[] fills;
        mapping(address => uint256) by;
    }

    struct Item {
        uint256 id;
        uint128 low;
        uint128 high;
    }

    struct User {
        string name;
        Item[] items;
        mapping(bytes32 => Item) named;
        Item[3] fixedItems;
    }

    uint256 totalSupply; // 0
    uint112 reserve0; // 1
    uint112 reserve1;
    uint32 last;
    mapping(address => uint256) balances; // 2
    mapping(address => mapping(address => uint256)) allowance; // 3
    mapping(uint256 => Order) orders; // 4
    uint256[] queue; // 5
    mapping(address => User) users; // 6
    string name; // 7
    bytes blob; // 8
    mapping(string => uint256) byName; // 9
    mapping(Side => uint256) bySide; // 10
    mapping(bool => uint256) byBool; // 11
    mapping(bytes4 => bytes32) byFour; // 12
    mapping(IToken => uint256) byToken; // 13
    mapping(int64 => uint256) byInt; // 14
    mapping(Id => uint256) byId; // 15
    bool[] flags; // 16
    uint24[25] small; // 17, three slots
    Item[4] items; // 20
    uint256[][] grid; // 28
    uint128[2][] pairs; // 29
    Order best; // 30
    mapping(bytes => uint256) byBytes; // 35
    Side[3][2] sides; // 36
    uint256[3][] triples; // 38
    address owner; // 39
    bool paused;
    mapping(uint256 => uint256[]) lists; // 40
    mapping(uint256 => string) uris; // 41
    mapping(bytes32 => mapping(address => bool)) roles; // 42
    function() external callback; // 43
    uint160[] wide; // 44
    mapping(bytes32 => uint256) byWord; // 45
    Order[2][] books; // 46
    mapping(address => uint8[40]) scores; // 47
    uint256[1000000] huge; // 48
    uint8 afterHuge; // 1000048
}
