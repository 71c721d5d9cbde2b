// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// @notice The part of a collection that the marketplace calls.
interface ICollection {
    function ownerOf(uint256 id) external view returns (address);
    function transferFrom(address from, address to, uint256 id) external;
    function royaltyInfo(uint256 id, uint256 price) external view returns (address receiver, uint256 amount);
}

/// @title A marketplace for works of many collections.
/// @notice A sale concerns the buyer, the seller, the work and the artist. As long as these differ,
/// sales can run at the same time. Two things make them wait: the artist of a popular collection,
/// whose balance every sale of that collection raises, and the platform's fee, which every sale of
/// all collections adds to one balance.
contract Market {
    struct Listing {
        address seller;
        uint96 price;
    }

    /// @notice The platform's part of a price, in hundredths of a percent. If it is 0, a sale leaves
    /// nothing here: neither `feesEarned` nor the marketplace's own ether changes.
    uint256 public immutable fee;
    /// @notice Who may collect the fees.
    address public immutable platform;

    /// @notice Fees not yet collected: with a fee, the one slot that all sales share.
    uint256 public feesEarned;
    mapping(ICollection collection => mapping(uint256 id => Listing)) public listings;

    event Listed(ICollection indexed collection, uint256 indexed id, address seller, uint256 price);
    event Cancelled(ICollection indexed collection, uint256 indexed id);
    event Sold(ICollection indexed collection, uint256 indexed id, address buyer, uint256 price, uint256 royalty);

    error FeeTooHigh(uint256 fee);
    error NotListed(uint256 id);
    error NotTheOwner(address account, uint256 id);
    error InvalidPrice(uint256 price);
    error WrongPayment(uint256 paid, uint256 price);
    error RoyaltyTooHigh(uint256 royalty);
    error NotAllowed(address caller);
    error PaymentRefused(address receiver);

    constructor(uint256 fee_) {
        if (fee_ > 5_000) revert FeeTooHigh(fee_);
        fee = fee_;
        platform = msg.sender;
    }

    /// @notice Offers a work of the caller. The work stays with its owner until it is sold.
    function list(ICollection collection, uint256 id, uint256 price) external {
        if (price == 0 || price > type(uint96).max) revert InvalidPrice(price);
        if (collection.ownerOf(id) != msg.sender) revert NotTheOwner(msg.sender, id);
        listings[collection][id] = Listing(msg.sender, uint96(price));
        emit Listed(collection, id, msg.sender, price);
    }

    /// @notice Withdraws the caller's offer.
    function cancel(ICollection collection, uint256 id) external {
        Listing memory listing = listings[collection][id];
        if (listing.seller == address(0)) revert NotListed(id);
        if (listing.seller != msg.sender) revert NotAllowed(msg.sender);
        delete listings[collection][id];
        emit Cancelled(collection, id);
    }

    /// @notice Buys a work for exactly its price.
    /// @dev If the seller has given the work away since, `transferFrom` refuses.
    function buy(ICollection collection, uint256 id) external payable {
        Listing memory listing = listings[collection][id];
        if (listing.seller == address(0)) revert NotListed(id);
        if (msg.value != listing.price) revert WrongPayment(msg.value, listing.price);
        (address artist, uint256 royalty) = collection.royaltyInfo(id, listing.price);
        uint256 share = (listing.price * fee) / 10_000;
        if (royalty + share > listing.price) revert RoyaltyTooHigh(royalty);

        // All of this contract's state changes before anybody is called who may call back.
        delete listings[collection][id];
        if (share > 0) feesEarned += share;
        emit Sold(collection, id, msg.sender, listing.price, royalty);

        collection.transferFrom(listing.seller, msg.sender, id);
        _pay(artist, royalty);
        _pay(listing.seller, listing.price - royalty - share);
    }

    /// @notice Pays the collected fees out.
    function collectFees() external {
        if (msg.sender != platform) revert NotAllowed(msg.sender);
        uint256 amount = feesEarned;
        feesEarned = 0;
        _pay(platform, amount);
    }

    function _pay(address receiver, uint256 amount) private {
        if (amount == 0) return;
        (bool accepted,) = receiver.call{value: amount}("");
        if (!accepted) revert PaymentRefused(receiver);
    }
}
