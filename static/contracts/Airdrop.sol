// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "./IERC20.sol";

/// @notice Tells who is a member, by the number of a pass; reverts for anybody else.
interface IPasses {
    function passOf(address account) external view returns (uint256);
}

/// @notice The part of an exchange that the airdrop calls.
interface IExchange {
    function token0() external view returns (IERC20);
    function token1() external view returns (IERC20);
    function swap(address tokenIn, uint256 amountIn, uint256 minimumOut) external returns (uint256 amountOut);
}

/// @title A token that members claim: once, and as much as a Merkle tree says.
/// @notice A claim makes the claimer's tokens. If it took them from one large balance instead, or
/// counted what has been claimed, that slot would make all claims wait. Two others can do so here:
/// the notes of who has claimed, if many of them share a slot, and the pool in which claimed tokens
/// may be sold at once.
contract Airdrop is IERC20 {
    string public constant name = "Airdrop";
    string public constant symbol = "DROP";
    uint8 public constant decimals = 18;

    /// @notice All tokens there will ever be, whether claimed already or not.
    /// @dev Whoever makes the tree answers for its sum: checking it here would need a shared counter.
    uint256 public immutable totalSupply;
    /// @notice The root of the tree of accounts and amounts.
    bytes32 public immutable root;
    IPasses public immutable passes;
    /// @notice How many notes of claims share a slot: 1, or up to 256 to save storage (a bitmap).
    uint256 public immutable claimsPerSlot;
    address public immutable owner;

    /// @notice Where claimed tokens can be sold at once.
    IExchange public exchange;
    mapping(address account => uint256) public balanceOf;
    mapping(address holder => mapping(address spender => uint256)) public allowance;
    // One bit for each pass; which slot it is in depends on `claimsPerSlot`.
    mapping(uint256 word => uint256) private _claimed;

    event Transfer(address indexed from, address indexed to, uint256 amount);
    event Approval(address indexed holder, address indexed spender, uint256 amount);
    event Claimed(address indexed account, uint256 indexed pass, uint256 amount, uint256 sold);

    error InvalidClaimsPerSlot(uint256 count);
    error OnlyOwner();
    error AlreadyOpen();
    error NotInTheTree(address account, uint256 amount);
    error AlreadyClaimed(uint256 pass);
    error InvalidPercent(uint256 percent);
    error InvalidReceiver(address account);

    /// @param treasury What the deployer gets; `claims` is the sum of the tree's amounts.
    constructor(IPasses passes_, bytes32 root_, uint256 claimsPerSlot_, uint256 treasury, uint256 claims) {
        if (claimsPerSlot_ == 0 || claimsPerSlot_ > 256) revert InvalidClaimsPerSlot(claimsPerSlot_);
        passes = passes_;
        root = root_;
        claimsPerSlot = claimsPerSlot_;
        totalSupply = treasury + claims;
        owner = msg.sender;
        _make(msg.sender, treasury);
    }

    /// @notice Names the exchange; it may take what this contract has, which is nothing but what a
    /// claimer is just selling.
    function open(IExchange exchange_) external {
        if (msg.sender != owner) revert OnlyOwner();
        if (address(exchange) != address(0)) revert AlreadyOpen();
        exchange = exchange_;
        _approve(address(this), address(exchange_), type(uint256).max);
    }

    /// @notice Claims the caller's tokens, and sells a part of them at once.
    /// @param proof The hashes beside the path from the caller's leaf to the root.
    /// @param sellPercent How much of it to sell, in percent.
    function claim(uint256 amount, bytes32[] calldata proof, uint256 sellPercent) external {
        if (sellPercent > 100) revert InvalidPercent(sellPercent);
        uint256 pass = passes.passOf(msg.sender);
        if (!_isInTree(msg.sender, amount, proof)) revert NotInTheTree(msg.sender, amount);
        _note(pass);

        uint256 sold = (amount * sellPercent) / 100;
        emit Claimed(msg.sender, pass, amount, sold);
        if (sold < amount) _make(msg.sender, amount - sold);
        if (sold > 0) _sell(sold);
    }

    /// @notice Whether the holder of a pass has claimed.
    function hasClaimed(uint256 pass) external view returns (bool) {
        return _claimed[pass / claimsPerSlot] & (1 << (pass % claimsPerSlot)) != 0;
    }

    /// @notice Sends tokens of the caller.
    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    /// @notice Allows a spender to send tokens of the caller.
    function approve(address spender, uint256 amount) external returns (bool) {
        _approve(msg.sender, spender, amount);
        return true;
    }

    /// @notice Sends tokens of somebody who allowed the caller to.
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed != type(uint256).max) allowance[from][msg.sender] = allowed - amount;
        _move(from, to, amount);
        return true;
    }

    /// @dev Notes that a pass has been used. Claims whose notes share this slot wait for each other,
    /// though none is interested in another's bit.
    function _note(uint256 pass) private {
        uint256 word = _claimed[pass / claimsPerSlot];
        uint256 bit = 1 << (pass % claimsPerSlot);
        if (word & bit != 0) revert AlreadyClaimed(pass);
        _claimed[pass / claimsPerSlot] = word | bit;
    }

    /// @dev Sells new tokens and gives the caller what they bring.
    function _sell(uint256 amount) private {
        IExchange market = exchange;
        _make(address(this), amount);
        uint256 bought = market.swap(address(this), amount, 0);
        IERC20 other = address(market.token0()) == address(this) ? market.token1() : market.token0();
        other.transfer(msg.sender, bought);
    }

    /// @dev Leaves are hashed twice, so that no inner node can pass for a leaf; pairs are sorted, so
    /// that a proof need not say who stands left.
    function _isInTree(address account, uint256 amount, bytes32[] calldata proof) private view returns (bool) {
        bytes32 node = keccak256(bytes.concat(keccak256(abi.encode(account, amount))));
        for (uint256 i = 0; i < proof.length; i++) {
            bytes32 other = proof[i];
            node = node < other ? keccak256(abi.encode(node, other)) : keccak256(abi.encode(other, node));
        }
        return node == root;
    }

    function _make(address to, uint256 amount) private {
        balanceOf[to] += amount;
        emit Transfer(address(0), to, amount);
    }

    function _move(address from, address to, uint256 amount) private {
        if (to == address(0)) revert InvalidReceiver(to);
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        emit Transfer(from, to, amount);
    }

    function _approve(address holder, address spender, uint256 amount) private {
        allowance[holder][spender] = amount;
        emit Approval(holder, spender, amount);
    }
}
