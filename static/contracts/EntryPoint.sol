// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// @notice What a user wants done by a wallet.
struct Op {
    address wallet;
    uint256 nonce;
    address to;
    uint256 value;
    bytes data;
}

/// @notice A wallet that lets the entry point act for its owner.
interface IWallet {
    /// @return success Whether the call went well. Reverts if the operation is not allowed.
    function execute(uint256 nonce, address to, uint256 value, bytes calldata data) external returns (bool success);
}

/// @notice Somebody who pays for other people's operations.
interface IPaymaster {
    function sponsors(address wallet, address to) external view returns (bool);
}

/// @title Executes operations of many wallets in one transaction, after ERC-4337.
/// @notice Bundlers collect operations from users and are paid a fee for each. If each wallet pays
/// from its own deposit, bundles for different wallets have nothing in common. If a paymaster pays
/// for all, every bundle writes that one deposit.
/// @dev Where ERC-4337 measures gas and checks signatures, a fixed fee and the wallets' sessions
/// (SmartWallet.sol) do.
contract EntryPoint {
    /// @notice What a bundler gets for an operation.
    uint256 public constant FEE = 0.00001 ether;

    /// @notice Who admits bundlers.
    address public immutable operator;

    mapping(address bundler => bool) public isBundler;
    /// @notice Ether from which fees are paid, and to which bundlers' fees are added.
    mapping(address account => uint256) public deposits;

    event Deposited(address indexed account, uint256 amount);
    event Withdrawn(address indexed account, uint256 amount);
    event Handled(address indexed wallet, uint256 indexed nonce, address payer, bool success);

    error OnlyOperator();
    error NotABundler(address account);
    error NotSponsored(address wallet);
    error DepositTooLow(address payer, uint256 deposit);
    error PaymentRefused(address receiver);

    constructor() {
        operator = msg.sender;
    }

    /// @notice Admits bundlers, whom wallets then trust within the limits of their sessions.
    function admit(address[] calldata bundlers) external {
        if (msg.sender != operator) revert OnlyOperator();
        for (uint256 i = 0; i < bundlers.length; i++) {
            isBundler[bundlers[i]] = true;
        }
    }

    /// @notice Pays ether in for somebody.
    function depositFor(address account) external payable {
        deposits[account] += msg.value;
        emit Deposited(account, msg.value);
    }

    /// @notice Pays a part of the caller's deposit out.
    function withdraw(uint256 amount) external {
        deposits[msg.sender] -= amount;
        emit Withdrawn(msg.sender, amount);
        (bool accepted,) = msg.sender.call{value: amount}("");
        if (!accepted) revert PaymentRefused(msg.sender);
    }

    /// @notice Executes operations in order. One that its wallet does not allow, or nobody pays for,
    /// undoes the bundle; one that is allowed and fails is paid for all the same.
    /// @param paymaster Who pays for all of them; nobody (0) if each wallet pays for itself.
    function handle(Op[] calldata ops, address paymaster) external {
        if (!isBundler[msg.sender]) revert NotABundler(msg.sender);
        for (uint256 i = 0; i < ops.length; i++) {
            Op calldata op = ops[i];
            address payer = op.wallet;
            if (paymaster != address(0)) {
                if (!IPaymaster(paymaster).sponsors(op.wallet, op.to)) revert NotSponsored(op.wallet);
                payer = paymaster;
            }
            uint256 deposit = deposits[payer];
            if (deposit < FEE) revert DepositTooLow(payer, deposit);
            deposits[payer] = deposit - FEE;
            bool success = IWallet(op.wallet).execute(op.nonce, op.to, op.value, op.data);
            emit Handled(op.wallet, op.nonce, payer, success);
        }
        // The bundler's deposit makes nobody wait who would not wait anyway: all transactions of one
        // sender come one after another.
        deposits[msg.sender] += FEE * ops.length;
    }
}
