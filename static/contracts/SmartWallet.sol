// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// @notice The part of the entry point that a wallet calls.
interface IEntryPoint {
    function depositFor(address account) external payable;
}

/// @title A contract that holds one person's tokens and acts as its owner allows.
/// @notice The owner opens sessions: until some time, whatever the entry point brings may call one
/// contract and spend so much ether a call. All slots here belong to one wallet: operations of
/// different wallets meet only where they both go.
contract SmartWallet {
    /// @notice What the entry point may do with one contract. One slot.
    struct Session {
        uint64 until;
        uint192 mostEther;
    }

    address public immutable owner;
    IEntryPoint public immutable entryPoint;

    mapping(address target => Session) public sessions;
    /// @notice Numbers of executed operations. They need not follow each other: each has a slot of
    /// its own, so a user may hand several operations to several bundlers at once.
    mapping(uint256 nonce => bool) public isUsed;

    event SessionOpened(address indexed target, uint256 until, uint256 mostEther);

    error OnlyOwner();
    error OnlyEntryPoint();
    error NonceUsed(uint256 nonce);
    error NotInASession(address target);
    error TooMuchEther(uint256 value, uint256 most);

    /// @dev The ether that comes with the deployment becomes the wallet's deposit for fees.
    constructor(address owner_, IEntryPoint entryPoint_) payable {
        owner = owner_;
        entryPoint = entryPoint_;
        entryPoint_.depositFor{value: msg.value}(address(this));
    }

    receive() external payable {}

    /// @notice Lets the entry point call a contract until some time; a time in the past ends it.
    function openSession(address target, uint64 until, uint192 mostEther) external {
        if (msg.sender != owner) revert OnlyOwner();
        sessions[target] = Session(until, mostEther);
        emit SessionOpened(target, until, mostEther);
    }

    /// @notice Does what an operation says.
    /// @return success Whether the call went well.
    function execute(uint256 nonce, address to, uint256 value, bytes calldata data) external returns (bool success) {
        if (msg.sender != address(entryPoint)) revert OnlyEntryPoint();
        if (isUsed[nonce]) revert NonceUsed(nonce);
        Session memory session = sessions[to];
        if (session.until < block.timestamp) revert NotInASession(to);
        if (value > session.mostEther) revert TooMuchEther(value, session.mostEther);
        isUsed[nonce] = true;
        (success,) = to.call{value: value}(data);
    }
}
