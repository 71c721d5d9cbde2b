// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// @title The price of one ether in dollars, as one feeder reports it.
/// @notice All that use the price read the same slot. Reading it together is free; each report
/// writes it, and whatever reads the price later in the block must wait for that report.
contract PriceOracle {
    /// @notice Dollars for one ether, with 18 decimals.
    uint256 public price;

    /// @notice Who may report the price.
    address public feeder;

    /// @notice Who may replace the feeder.
    address public immutable owner;

    event PriceReported(uint256 price);
    event FeederChanged(address indexed feeder);

    error OnlyOwner();
    error OnlyFeeder();
    error InvalidPrice();

    constructor(uint256 price_) {
        owner = msg.sender;
        feeder = msg.sender;
        _set(price_);
    }

    /// @notice Makes somebody else the feeder.
    function setFeeder(address feeder_) external {
        if (msg.sender != owner) revert OnlyOwner();
        feeder = feeder_;
        emit FeederChanged(feeder_);
    }

    /// @notice Reports a new price.
    function report(uint256 price_) external {
        if (msg.sender != feeder) revert OnlyFeeder();
        _set(price_);
    }

    function _set(uint256 price_) private {
        if (price_ == 0) revert InvalidPrice();
        price = price_;
        emit PriceReported(price_);
    }
}
