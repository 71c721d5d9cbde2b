// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// @title A collection of digital works, each of which exists once.
/// @notice The artist gets a part of the price of every resale (ERC-2981). The works can be sold at
/// one marketplace, which may move them for their owners. A work's owner has a slot of its own, so
/// two sales touch the same owner only if they sell the same work.
contract Collection {
    /// @notice Who gets the royalties of all works.
    address public immutable artist;
    /// @notice The artist's part of a price, in hundredths of a percent.
    uint256 public immutable royalty;
    /// @notice The marketplace that may move works.
    address public immutable market;

    /// @notice How many works there are: all who mint share this slot, and nobody who trades.
    uint256 public minted;
    mapping(uint256 id => address) private _ownerOf;

    event Transfer(address indexed from, address indexed to, uint256 indexed id);

    error NoSuchWork(uint256 id);
    error NotTheOwner(address account, uint256 id);
    error NotAllowed(address caller, uint256 id);
    error InvalidAddress(address account);
    error RoyaltyTooHigh(uint256 royalty);

    constructor(address artist_, uint256 royalty_, address market_) {
        if (royalty_ > 5_000) revert RoyaltyTooHigh(royalty_);
        artist = artist_;
        royalty = royalty_;
        market = market_;
    }

    /// @notice Makes a work for the caller.
    function mint() external returns (uint256 id) {
        id = minted;
        minted = id + 1;
        _ownerOf[id] = msg.sender;
        emit Transfer(address(0), msg.sender, id);
    }

    /// @notice The owner of a work.
    function ownerOf(uint256 id) public view returns (address owner) {
        owner = _ownerOf[id];
        if (owner == address(0)) revert NoSuchWork(id);
    }

    /// @notice Moves a work; only its owner and the marketplace may.
    function transferFrom(address from, address to, uint256 id) external {
        if (ownerOf(id) != from) revert NotTheOwner(from, id);
        if (msg.sender != from && msg.sender != market) revert NotAllowed(msg.sender, id);
        if (to == address(0)) revert InvalidAddress(to);
        _ownerOf[id] = to;
        emit Transfer(from, to, id);
    }

    /// @notice ERC-2981: who gets how much of a price.
    function royaltyInfo(uint256 id, uint256 price) external view returns (address receiver, uint256 amount) {
        ownerOf(id);
        return (artist, (price * royalty) / 10_000);
    }
}
