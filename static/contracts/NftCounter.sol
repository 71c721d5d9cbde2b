// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// @notice What a contract answers to be sent tokens safely.
interface IERC721Receiver {
    function onERC721Received(address operator, address from, uint256 id, bytes calldata data) external returns (bytes4);
}

/// @title An ERC-721 token that numbers its tokens 0, 1, 2 ...
/// @notice Every mint reads the counter that the mint before it wrote. That one slot makes all mints
/// wait for each other. NftPerUser.sol differs in little more than its mint, and has no such slot.
contract NftCounter {
    string public constant name = "Counter NFT";
    string public constant symbol = "CNT";

    /// @notice The next token's number: the one slot that all mints share.
    uint256 public nextId;

    mapping(uint256 id => address) private _ownerOf;
    mapping(address owner => uint256) private _balanceOf;
    mapping(uint256 id => address) private _approved;
    mapping(address owner => mapping(address operator => bool)) public isApprovedForAll;

    event Transfer(address indexed from, address indexed to, uint256 indexed id);
    event Approval(address indexed owner, address indexed approved, uint256 indexed id);
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

    error NoSuchToken(uint256 id);
    error NotAllowed(address caller, uint256 id);
    error NotTheOwner(address account, uint256 id);
    error InvalidAddress(address account);
    error ReceiverRefused(address receiver);

    /// @notice Makes a new token for the caller.
    function mint() external returns (uint256 id) {
        id = nextId;
        nextId = id + 1;
        _create(msg.sender, id);
    }

    /// @notice The owner of a token.
    function ownerOf(uint256 id) public view returns (address owner) {
        owner = _ownerOf[id];
        if (owner == address(0)) revert NoSuchToken(id);
    }

    /// @notice How many tokens somebody has.
    function balanceOf(address owner) external view returns (uint256) {
        if (owner == address(0)) revert InvalidAddress(owner);
        return _balanceOf[owner];
    }

    /// @notice Who else may transfer a token.
    function getApproved(uint256 id) external view returns (address) {
        ownerOf(id);
        return _approved[id];
    }

    /// @notice Allows somebody to transfer one token of the caller.
    function approve(address to, uint256 id) external {
        address owner = ownerOf(id);
        if (msg.sender != owner && !isApprovedForAll[owner][msg.sender]) revert NotAllowed(msg.sender, id);
        _approved[id] = to;
        emit Approval(owner, to, id);
    }

    /// @notice Allows somebody to transfer all tokens of the caller.
    function setApprovalForAll(address operator, bool approved) external {
        isApprovedForAll[msg.sender][operator] = approved;
        emit ApprovalForAll(msg.sender, operator, approved);
    }

    /// @notice Transfers a token.
    function transferFrom(address from, address to, uint256 id) public {
        address owner = ownerOf(id);
        if (owner != from) revert NotTheOwner(from, id);
        if (to == address(0)) revert InvalidAddress(to);
        bool allowed = msg.sender == owner || msg.sender == _approved[id] || isApprovedForAll[owner][msg.sender];
        if (!allowed) revert NotAllowed(msg.sender, id);

        delete _approved[id];
        _balanceOf[from] -= 1;
        _balanceOf[to] += 1;
        _ownerOf[id] = to;
        emit Transfer(from, to, id);
    }

    /// @notice Transfers a token; a contract must say that it can handle one.
    function safeTransferFrom(address from, address to, uint256 id) external {
        safeTransferFrom(from, to, id, "");
    }

    /// @notice The same, with data for the receiving contract.
    function safeTransferFrom(address from, address to, uint256 id, bytes memory data) public {
        transferFrom(from, to, id);
        if (to.code.length == 0) return;
        bytes4 answer = IERC721Receiver(to).onERC721Received(msg.sender, from, id, data);
        if (answer != IERC721Receiver.onERC721Received.selector) revert ReceiverRefused(to);
    }

    /// @notice ERC-165: this is an ERC-721.
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == 0x01ffc9a7 || interfaceId == 0x80ac58cd;
    }

    function _create(address to, uint256 id) private {
        _ownerOf[id] = to;
        _balanceOf[to] += 1;
        emit Transfer(address(0), to, id);
    }
}
