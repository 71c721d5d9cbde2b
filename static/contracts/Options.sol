// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "./IERC20.sol";
import {MarginLedger} from "./MarginLedger.sol";
import {PriceOracle} from "./PriceOracle.sol";

/// @title Covered options on one token, settled against an oracle's price.
/// @notice The writer of a call leaves one token for it, the writer of a put the strike in dollars,
/// so that every option can be paid at every price. Writing and exercising change the series' pool:
/// those of one series wait for each other. Sales and gifts only touch the entries of two people.
/// But sales and exercises read the price, so each report to the oracle stands between them.
contract Options is MarginLedger {
    uint256 private constant ONE = 1e18;

    enum Kind {
        Call,
        Put
    }

    struct Series {
        // The first slot never changes: reading it makes nobody wait.
        Kind kind;
        uint64 expiresAt;
        uint128 strike;
        // The second slot is what all options of the series share: the collateral of all writers
        // less what was paid out, and the options written that nobody has closed.
        uint128 pool;
        uint128 totalWritten;
    }

    IERC20 public immutable dollar;
    IERC20 public immutable token;
    PriceOracle public immutable oracle;
    address public immutable owner;

    /// @notice All series, in the order in which they were listed.
    Series[] public series;

    // Everybody's own, in each series.
    /// @notice Options that somebody may exercise. 1e18 is one option.
    mapping(uint256 id => mapping(address account => uint256)) public held;
    /// @notice Options that somebody wrote and did not close.
    mapping(uint256 id => mapping(address account => uint256)) public written;
    /// @notice What somebody asks for an option above what it would pay now; 0 is no offer.
    mapping(uint256 id => mapping(address account => uint256)) public askOf;

    event Listed(uint256 indexed id, Kind kind, uint256 strike, uint256 expiresAt);
    event Written(uint256 indexed id, address indexed writer, uint256 amount, uint256 ask);
    event Closed(uint256 indexed id, address indexed writer, uint256 amount);
    event Sold(uint256 indexed id, address indexed seller, address indexed buyer, uint256 amount, uint256 paid);
    event Given(uint256 indexed id, address indexed from, address indexed to, uint256 amount);
    event Exercised(uint256 indexed id, address indexed holder, uint256 amount, uint256 payout);
    event Redeemed(uint256 indexed id, address indexed writer, uint256 amount, uint256 collateral);

    error OnlyOwner();
    error InvalidSeries();
    error NothingToDo();
    error Expired(uint256 id);
    error NotExpired(uint256 id);
    error TooFewOptions(uint256 amount, uint256 needed);
    error NotOffered(uint256 id, address seller);
    error TooExpensive(uint256 cost, uint256 most);
    error OutOfTheMoney(uint256 price, uint256 strike);

    constructor(IERC20 dollar_, IERC20 token_, PriceOracle oracle_) {
        dollar = dollar_;
        token = token_;
        oracle = oracle_;
        owner = msg.sender;
    }

    /// @notice Lists a new series.
    /// @param strike Dollars for one token, with 18 decimals.
    /// @param lasting Seconds until it expires.
    function list(Kind kind, uint128 strike, uint64 lasting) external returns (uint256 id) {
        if (msg.sender != owner) revert OnlyOwner();
        if (strike == 0) revert InvalidSeries();
        id = series.length;
        uint64 expiresAt = uint64(block.timestamp) + lasting;
        series.push(Series(kind, expiresAt, strike, 0, 0));
        emit Listed(id, kind, strike, expiresAt);
    }

    /// @notice Writes options against collateral; the writer holds them first, and offers them.
    /// @param ask What he asks for one above what it would pay now, in dollars; 0 offers none.
    function write(uint256 id, uint128 amount, uint256 ask) external {
        Series storage s = _running(id);
        if (amount == 0) revert NothingToDo();
        // Rounded up, so that the pool can always pay.
        uint256 collateral = s.kind == Kind.Call ? amount : _times(amount, s.strike) + 1;
        _debit(msg.sender, _asset(s), collateral);
        s.pool += uint128(collateral);
        s.totalWritten += amount;
        written[id][msg.sender] += amount;
        held[id][msg.sender] += amount;
        askOf[id][msg.sender] = ask;
        emit Written(id, msg.sender, amount, ask);
    }

    /// @notice Gives up options together with the duty to pay as many: their collateral is free again.
    function close(uint256 id, uint128 amount) external {
        Series storage s = _running(id);
        if (amount == 0) revert NothingToDo();
        _lower(held[id], msg.sender, amount);
        _lower(written[id], msg.sender, amount);
        uint256 collateral = s.kind == Kind.Call ? amount : _times(amount, s.strike);
        s.pool -= uint128(collateral);
        s.totalWritten -= amount;
        _credit(msg.sender, _asset(s), collateral);
        emit Closed(id, msg.sender, amount);
    }

    /// @notice Buys options that somebody offers, for what they would pay now and what he asks above.
    /// @param most The most dollars that the buyer pays for all.
    function buy(uint256 id, address seller, uint128 amount, uint256 most) external returns (uint256 cost) {
        Series storage s = _running(id);
        uint256 ask = askOf[id][seller];
        if (ask == 0 || seller == msg.sender) revert NotOffered(id, seller);
        cost = _times(amount, _value(s, oracle.price()) + ask) + 1;
        if (cost > most) revert TooExpensive(cost, most);
        _lower(held[id], seller, amount);
        held[id][msg.sender] += amount;
        _debit(msg.sender, dollar, cost);
        _credit(seller, dollar, cost);
        emit Sold(id, seller, msg.sender, amount, cost);
    }

    /// @notice Gives options to somebody. It reads no price and waits for no oracle.
    function give(uint256 id, address to, uint128 amount) external {
        _running(id);
        _lower(held[id], msg.sender, amount);
        held[id][to] += amount;
        emit Given(id, msg.sender, to, amount);
    }

    /// @notice Settles options against the oracle's price: calls are paid in the token, puts in dollars.
    function exercise(uint256 id, uint128 amount) external returns (uint256 payout) {
        Series storage s = _running(id);
        uint256 price = oracle.price();
        uint256 value = _value(s, price);
        if (value == 0) revert OutOfTheMoney(price, s.strike);
        payout = s.kind == Kind.Call ? (amount * value) / price : _times(amount, value);
        if (payout == 0) revert NothingToDo();
        _lower(held[id], msg.sender, amount);
        s.pool -= uint128(payout);
        _credit(msg.sender, _asset(s), payout);
        emit Exercised(id, msg.sender, amount, payout);
    }

    /// @notice Returns to a writer, after the expiry, his part of the collateral that was not paid out.
    function redeem(uint256 id) external returns (uint256 collateral) {
        Series storage s = series[id];
        if (block.timestamp < s.expiresAt) revert NotExpired(id);
        uint256 amount = written[id][msg.sender];
        if (amount == 0) revert NothingToDo();
        collateral = (uint256(s.pool) * amount) / s.totalWritten;
        written[id][msg.sender] = 0;
        s.pool -= uint128(collateral);
        s.totalWritten -= uint128(amount);
        _credit(msg.sender, _asset(s), collateral);
        emit Redeemed(id, msg.sender, amount, collateral);
    }

    /// @dev What exercising one option is worth at a price, in dollars.
    function _value(Series storage s, uint256 price) private view returns (uint256) {
        (uint256 high, uint256 low) = s.kind == Kind.Call ? (price, uint256(s.strike)) : (uint256(s.strike), price);
        return high > low ? high - low : 0;
    }

    function _running(uint256 id) private view returns (Series storage s) {
        s = series[id];
        if (block.timestamp >= s.expiresAt) revert Expired(id);
    }

    function _asset(Series storage s) private view returns (IERC20) {
        return s.kind == Kind.Call ? token : dollar;
    }

    function _lower(mapping(address => uint256) storage options, address account, uint256 amount) private {
        uint256 own = options[account];
        if (own < amount) revert TooFewOptions(own, amount);
        options[account] = own - amount;
    }

    function _times(uint256 amount, uint256 price) private pure returns (uint256) {
        return (amount * price) / ONE;
    }
}
