// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "./IERC20.sol";

/// @title Savings: one vault for all.
/// @notice Everybody's deposit, withdrawal and earning changes the assets and shares of one vault. They
/// lie in one slot, which each of them reads as the one before left it: all wait for each other.
/// VaultEach.sol differs in the variable `_vault` and in who is given which vault, and in no more.
contract VaultShared {
    struct Vault {
        // One slot: what the vault has, and the shares it is divided into.
        uint128 assets;
        uint128 shares;
    }

    /// @dev A share and a token that nobody has: to make shares so dear that those of others round
    /// to nothing costs whoever tries more than it brings.
    uint256 private constant VIRTUAL = 1;

    IERC20 public immutable asset;

    /// @dev The vault of everybody: the slot that all share.
    Vault private _vault;

    /// @notice Shares in a vault, by their owner.
    mapping(address owner => uint256) public sharesOf;

    /// @notice What somebody brought and did not put into a vault.
    mapping(address owner => uint256) public idleOf;

    event Brought(address indexed owner, uint256 amount);
    event Taken(address indexed owner, uint256 amount);
    event Paid(address indexed from, address indexed to, uint256 amount);
    event Deposited(address indexed from, address indexed owner, uint256 amount, uint256 shares);
    event Withdrawn(address indexed owner, uint256 amount, uint256 shares);
    event Earned(address indexed from, uint256 amount);

    error NothingToDo();
    error TooLittle(address owner, uint256 amount, uint256 needed);
    error TooMuch(uint256 amount, uint256 most);
    error TransferFailed();

    constructor(IERC20 asset_) {
        asset = asset_;
    }

    /// @notice Brings tokens in for several people, the same amount each; the caller pays.
    function bring(address[] calldata owners, uint256 each) external {
        for (uint256 i = 0; i < owners.length; i++) {
            idleOf[owners[i]] += each;
            emit Brought(owners[i], each);
        }
        if (!asset.transferFrom(msg.sender, address(this), each * owners.length)) revert TransferFailed();
    }

    /// @notice Takes idle tokens out.
    function take(uint256 amount) external {
        _lower(idleOf, msg.sender, amount);
        emit Taken(msg.sender, amount);
        if (!asset.transfer(msg.sender, amount)) revert TransferFailed();
    }

    /// @notice Pays somebody out of what the caller has idle. It touches no vault.
    function pay(address to, uint256 amount) external {
        _lower(idleOf, msg.sender, amount);
        idleOf[to] += amount;
        emit Paid(msg.sender, to, amount);
    }

    /// @notice Puts idle tokens of the caller into the vault of `owner`, who gets the shares.
    function deposit(address owner, uint256 amount) external returns (uint256 shares) {
        Vault storage vault = _vaultOf(owner);
        shares = (amount * (vault.shares + VIRTUAL)) / (vault.assets + VIRTUAL);
        if (shares == 0) revert NothingToDo();
        _lower(idleOf, msg.sender, amount);
        _set(vault, vault.assets + amount, vault.shares + shares);
        sharesOf[owner] += shares;
        emit Deposited(msg.sender, owner, amount, shares);
    }

    /// @notice Turns shares of the caller into idle tokens again.
    function withdraw(uint256 shares) external returns (uint256 amount) {
        Vault storage vault = _vaultOf(msg.sender);
        amount = (shares * (vault.assets + VIRTUAL)) / (vault.shares + VIRTUAL);
        if (amount == 0) revert NothingToDo();
        _lower(sharesOf, msg.sender, shares);
        _set(vault, vault.assets - amount, vault.shares - shares);
        idleOf[msg.sender] += amount;
        emit Withdrawn(msg.sender, amount, shares);
    }

    /// @notice Adds what the caller earned to his vault: every share of it is worth more from now on.
    function earn(uint256 amount) external {
        Vault storage vault = _vaultOf(msg.sender);
        if (amount == 0 || vault.shares == 0) revert NothingToDo();
        _lower(idleOf, msg.sender, amount);
        _set(vault, vault.assets + amount, vault.shares);
        emit Earned(msg.sender, amount);
    }

    /// @notice What somebody's shares are worth, rounded down.
    function worthOf(address owner) external view returns (uint256) {
        Vault storage vault = _vaultOf(owner);
        return (sharesOf[owner] * (vault.assets + VIRTUAL)) / (vault.shares + VIRTUAL);
    }

    /// @notice What is in somebody's vault, and the number of its shares.
    function vaultOf(address owner) external view returns (uint256 assets, uint256 shares) {
        Vault storage vault = _vaultOf(owner);
        return (vault.assets, vault.shares);
    }

    /// @dev The same for everybody.
    function _vaultOf(address) private view returns (Vault storage) {
        return _vault;
    }

    function _set(Vault storage vault, uint256 assets, uint256 shares) private {
        if (assets > type(uint128).max) revert TooMuch(assets, type(uint128).max);
        if (shares > type(uint128).max) revert TooMuch(shares, type(uint128).max);
        vault.assets = uint128(assets);
        vault.shares = uint128(shares);
    }

    function _lower(mapping(address => uint256) storage entries, address owner, uint256 amount) private {
        uint256 own = entries[owner];
        if (own < amount) revert TooLittle(owner, own, amount);
        entries[owner] = own - amount;
    }
}
