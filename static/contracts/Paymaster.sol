// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// @title Pays for its members' calls of one contract.
/// @notice Whether it pays is only read, here. What it pays with is one deposit at the entry point
/// (EntryPoint.sol): that slot makes all operations that it pays for wait for each other.
contract Paymaster {
    /// @notice Who admits members.
    address public immutable operator;
    /// @notice The contract that members may call for free.
    address public immutable target;

    mapping(address wallet => bool) public isMember;

    event Admitted(address indexed wallet);

    error OnlyOperator();

    constructor(address target_) {
        operator = msg.sender;
        target = target_;
    }

    /// @notice Admits wallets. Any contract can call itself a wallet and have its fees paid, so each
    /// is looked at first.
    function admit(address[] calldata wallets) external {
        if (msg.sender != operator) revert OnlyOperator();
        for (uint256 i = 0; i < wallets.length; i++) {
            isMember[wallets[i]] = true;
            emit Admitted(wallets[i]);
        }
    }

    /// @notice Whether it pays for a call.
    function sponsors(address wallet, address to) external view returns (bool) {
        return to == target && isMember[wallet];
    }
}
