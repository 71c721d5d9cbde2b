// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "./IERC20.sol";

/// @title Balances that a contract keeps for those who deposited tokens in it.
/// @notice Whoever trades within the contract moves these numbers and calls no token. That is cheaper,
/// and it keeps apart what belongs to different people: a token contract would have to write the
/// trading contract's own balance, one slot for everybody, each time a trade is paid.
/// @dev Tokens that take a fee of their own on a transfer are not supported.
abstract contract Deposits {
    /// @notice What somebody has here and may use or withdraw.
    mapping(address token => mapping(address owner => uint256)) public balanceOf;

    event Deposited(address indexed token, address indexed owner, uint256 amount);
    event Withdrawn(address indexed token, address indexed owner, uint256 amount);

    error InsufficientBalance(address token, uint256 balance, uint256 needed);
    error TransferFailed(address token);

    /// @notice Deposits the same amount of each token for each owner. The caller, who approved the
    /// sum of each token before, pays for all.
    function depositFor(address[] calldata tokens, address[] calldata owners, uint256 amount) external {
        for (uint256 i = 0; i < tokens.length; i++) {
            for (uint256 j = 0; j < owners.length; j++) {
                balanceOf[tokens[i]][owners[j]] += amount;
                emit Deposited(tokens[i], owners[j], amount);
            }
            if (!IERC20(tokens[i]).transferFrom(msg.sender, address(this), amount * owners.length)) {
                revert TransferFailed(tokens[i]);
            }
        }
    }

    /// @notice Pays tokens out. The token contract writes this contract's own balance: all
    /// withdrawals of one token meet at that slot, whatever their owners did before.
    function withdraw(address token, uint256 amount) public {
        _debit(token, amount);
        emit Withdrawn(token, msg.sender, amount);
        if (!IERC20(token).transfer(msg.sender, amount)) revert TransferFailed(token);
    }

    function _debit(address token, uint256 amount) internal {
        uint256 balance = balanceOf[token][msg.sender];
        if (balance < amount) revert InsufficientBalance(token, balance, amount);
        unchecked {
            balanceOf[token][msg.sender] = balance - amount;
        }
    }
}
