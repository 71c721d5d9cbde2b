// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

/// Functions, errors and events with parameters of every kind. `Calls.json` is the ABI that solc
/// 0.8.37 gives for it.
interface Calls {
    struct Leg {
        uint256 a;
        uint256 b;
    }

    struct Order {
        address maker;
        Leg[] legs;
    }

    error TooLittleOut(uint256 amountOut, uint256 minimumOut);
    error Closed();
    error Because(string why);

    event Transfer(address indexed from, address indexed to, uint256 amount);
    event Named(string indexed name, string text, uint256 indexed number);
    event Quiet(uint256 value) anonymous;

    function transfer(address to, uint256 amount) external returns (bool);
    function transfer(address to, uint256 amount, string calldata note) external;
    function many(uint256[] calldata values, uint8[2] calldata two, bytes calldata data, bytes4 four, bytes32 word) external;
    function signed(int256 value, bool yes, bytes calldata short) external;
    function orders(Order calldata order, uint256) external;
    function nothing() external;
}
