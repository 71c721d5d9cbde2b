// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "./IERC20.sol";
import {MarginLedger} from "./MarginLedger.sol";
import {PriceOracle} from "./PriceOracle.sol";

/// @title Futures between two people, settled in dollars whenever one of them likes.
/// @notice The long side wins what the price rises, the short side what it falls. Both leave a
/// margin, and each settlement moves the gain since the last one from the loser to the winner. A
/// deal is an entry of its own: two deals between four people share nothing but the oracle's price.
contract Futures is MarginLedger {
    uint256 private constant ONE = 1e18;

    /// @notice What each side leaves, as a part of the deal's value when it is made.
    uint256 public constant MARGIN = 0.1e18;

    struct Deal {
        // How many tokens it is about, with 18 decimals, and the price it was last settled at.
        uint128 size;
        uint128 mark;
        // What each of the two sides left.
        uint256 margin;
    }

    IERC20 public immutable dollar;
    PriceOracle public immutable oracle;

    /// @notice The deals, by who is long and who is short.
    mapping(address long => mapping(address short => Deal)) public deals;

    /// @notice For how many tokens somebody still goes short, at the oracle's price, with anybody.
    mapping(address short => uint256) public offerOf;

    event Offered(address indexed short, uint256 size);
    event Opened(address indexed long, address indexed short, uint256 size, uint256 price);
    event Settled(address indexed long, address indexed short, uint256 price, uint256 paid);
    event Closed(address indexed long, address indexed short, uint256 price);

    error NothingToDo();
    error NoDeal(address long, address short);
    error NotAParty(address account);
    error TooLittleOffered(address short, uint256 size, uint256 needed);

    constructor(IERC20 dollar_, PriceOracle oracle_) {
        dollar = dollar_;
        oracle = oracle_;
    }

    /// @notice Says for how many tokens the caller goes short with whoever comes.
    function offer(uint256 size) external {
        offerOf[msg.sender] = size;
        emit Offered(msg.sender, size);
    }

    /// @notice Goes long with somebody who offered to go short, or further long.
    function open(address short, uint128 size) external {
        if (size == 0 || short == msg.sender) revert NothingToDo();
        uint256 offered = offerOf[short];
        if (offered < size) revert TooLittleOffered(short, offered, size);
        offerOf[short] = offered - size;

        uint256 price = oracle.price();
        if (deals[msg.sender][short].size != 0) _settle(msg.sender, short, price);
        // The settlement may have ended an older deal; a new one begins then.
        Deal storage deal = deals[msg.sender][short];
        uint256 margin = (((size * price) / ONE) * MARGIN) / ONE;
        _debit(msg.sender, dollar, margin);
        _debit(short, dollar, margin);
        deal.size += size;
        deal.mark = uint128(price);
        deal.margin += margin;
        emit Opened(msg.sender, short, size, price);
    }

    /// @notice Pays the gain since the last settlement; anybody may ask for it.
    function settle(address long, address short) external returns (uint256 paid) {
        return _settle(long, short, oracle.price());
    }

    /// @notice Settles a deal a last time and returns both margins; either side may.
    function close(address long, address short) external {
        if (msg.sender != long && msg.sender != short) revert NotAParty(msg.sender);
        uint256 price = oracle.price();
        _settle(long, short, price);
        if (deals[long][short].size != 0) _end(long, short, price);
    }

    /// @dev The loser pays out of what he has free. If that is not enough the deal ends, and his
    /// margin pays as much of the rest as it can.
    function _settle(address long, address short, uint256 price) private returns (uint256 paid) {
        Deal storage deal = deals[long][short];
        uint256 mark = deal.mark;
        if (deal.size == 0) revert NoDeal(long, short);
        (address winner, address loser, uint256 change) =
            price >= mark ? (long, short, price - mark) : (short, long, mark - price);
        paid = (deal.size * change) / ONE;

        if (paid > free[loser][dollar]) {
            _end(long, short, price);
            uint256 left = free[loser][dollar];
            if (paid > left) paid = left;
        } else {
            deal.mark = uint128(price);
        }
        _debit(loser, dollar, paid);
        _credit(winner, dollar, paid);
        emit Settled(long, short, price, paid);
    }

    function _end(address long, address short, uint256 price) private {
        uint256 margin = deals[long][short].margin;
        delete deals[long][short];
        _credit(long, dollar, margin);
        _credit(short, dollar, margin);
        emit Closed(long, short, price);
    }
}
