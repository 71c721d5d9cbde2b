// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "./IERC20.sol";

/// @title A clearing house's books: who has how much of which token in it.
/// @notice Trades move entries of these books, not tokens. A token would keep one balance for the
/// whole clearing house, and every trade would wait for it; the books have an entry per person.
abstract contract MarginLedger {
    /// @notice What somebody may trade with or take out.
    mapping(address account => mapping(IERC20 token => uint256)) public free;

    event Deposited(address indexed account, IERC20 indexed token, uint256 amount);
    event Withdrawn(address indexed account, IERC20 indexed token, uint256 amount);

    error TooLittleFree(address account, uint256 amount, uint256 needed);
    error TransferFailed();

    /// @notice Brings tokens in for several people, the same amount each; the caller pays.
    function depositFor(IERC20 token, address[] calldata accounts, uint256 each) external {
        for (uint256 i = 0; i < accounts.length; i++) {
            _credit(accounts[i], token, each);
            emit Deposited(accounts[i], token, each);
        }
        if (!token.transferFrom(msg.sender, address(this), each * accounts.length)) revert TransferFailed();
    }

    /// @notice Takes tokens out.
    function withdraw(IERC20 token, uint256 amount) external {
        _debit(msg.sender, token, amount);
        emit Withdrawn(msg.sender, token, amount);
        if (!token.transfer(msg.sender, amount)) revert TransferFailed();
    }

    function _credit(address account, IERC20 token, uint256 amount) internal {
        free[account][token] += amount;
    }

    function _debit(address account, IERC20 token, uint256 amount) internal {
        uint256 own = free[account][token];
        if (own < amount) revert TooLittleFree(account, own, amount);
        free[account][token] = own - amount;
    }
}
