// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {Deposits} from "./Deposits.sol";

/// @title A limit order book for several markets.
/// @notice A market trades a base token for a quote token. Open orders of one side at one price form a
/// queue, first come, first served. Orders that join different queues touch nothing in common, so
/// they run at the same time; orders for the same queue wait for each other, and whoever takes the
/// best price waits for everybody who changed that queue, or the set of prices, before.
/// @dev Prices are whole numbers from 1 to 255, in units of quote per unit of base: one word then
/// marks which of them have open orders.
contract OrderBook is Deposits {
    struct Market {
        address base;
        address quote;
    }

    /// @dev One slot: who placed the order, and how much base is still open.
    struct Order {
        address maker;
        uint96 open;
    }

    /// @dev All but the orders share one slot, which everybody who joins, fills or leaves the queue
    /// writes. Orders before `first` are filled or cancelled; the next order gets the number `end`.
    struct Level {
        uint64 first;
        uint64 end;
        uint128 open;
        mapping(uint64 index => Order) orders;
    }

    /// @notice How many markets there are; only `createMarket` reads and writes it.
    uint256 public count;
    mapping(uint256 id => Market) public markets;

    /// @notice Bit p is set while there are open orders at price p. Everybody in a market reads these
    /// words; they are written only when a price gets its first order or loses its last.
    mapping(uint256 market => mapping(bool isBuy => uint256)) public prices;
    mapping(uint256 market => mapping(bool isBuy => mapping(uint8 price => Level))) public levels;

    event MarketCreated(uint256 indexed market, address indexed base, address indexed quote);
    event Placed(uint256 indexed market, address indexed maker, bool isBuy, uint8 price, uint64 index, uint96 amount);
    event Filled(uint256 indexed market, address indexed maker, address indexed taker, bool isBuy, uint8 price, uint64 index, uint96 amount);
    event Cancelled(uint256 indexed market, address indexed maker, bool isBuy, uint8 price, uint64 index, uint96 amount);

    error SameToken(address token);
    error NoSuchMarket(uint256 market);
    error NothingToDo();
    error NothingToTake(uint256 market);
    error NotOpen(uint64 index);
    error NotTheMaker(address maker);

    /// @notice Opens a market. A pair of tokens may have several.
    function createMarket(address base, address quote) external returns (uint256 market) {
        if (base == quote) revert SameToken(base);
        market = count++;
        markets[market] = Market(base, quote);
        emit MarketCreated(market, base, quote);
    }

    /// @notice An order that waits at its price, after it has filled what it can at better ones.
    /// @return index Its number in the queue.
    /// @return resting What waits; 0 if all was filled at once, and then there is no order.
    function place(uint256 market, bool isBuy, uint8 price, uint96 amount) external returns (uint64 index, uint96 resting) {
        if (price == 0 || amount == 0) revert NothingToDo();
        resting = amount - _fill(market, isBuy, price, amount);
        if (resting == 0) return (0, 0);

        // What the order may need is taken now, so that whoever fills it is sure to be paid.
        if (isBuy) _debit(markets[market].quote, uint256(resting) * price);
        else _debit(markets[market].base, resting);

        Level storage level = levels[market][isBuy][price];
        index = level.end;
        if (level.open == 0) prices[market][isBuy] |= 1 << price;
        level.end = index + 1;
        level.open += resting;
        level.orders[index] = Order(msg.sender, resting);
        emit Placed(market, msg.sender, isBuy, price, index, resting);
    }

    /// @notice An order that fills what it can at the best prices, up to a limit, and never waits.
    function take(uint256 market, bool isBuy, uint8 limit, uint96 amount) external returns (uint96 filled) {
        filled = _fill(market, isBuy, limit, amount);
        if (filled == 0) revert NothingToTake(market);
    }

    /// @notice Takes an order of the caller out of its queue. What is already filled stays filled.
    function cancel(uint256 market, bool isBuy, uint8 price, uint64 index) external returns (uint96 amount) {
        Level storage level = levels[market][isBuy][price];
        Order storage order_ = level.orders[index];
        amount = order_.open;
        if (amount == 0) revert NotOpen(index);
        if (order_.maker != msg.sender) revert NotTheMaker(order_.maker);

        delete level.orders[index];
        level.open -= amount;
        if (level.open == 0) {
            level.first = level.end;
            prices[market][isBuy] &= ~(1 << price);
        }
        if (isBuy) balanceOf[markets[market].quote][msg.sender] += uint256(amount) * price;
        else balanceOf[markets[market].base][msg.sender] += amount;
        emit Cancelled(market, msg.sender, isBuy, price, index, amount);
    }

    /// @notice An order of a queue; nothing is open of one that is filled or cancelled.
    function order(uint256 market, bool isBuy, uint8 price, uint64 index) external view returns (address maker, uint96 open) {
        Order storage order_ = levels[market][isBuy][price].orders[index];
        return (order_.maker, order_.open);
    }

    /// @notice The best price of the open orders of a side; 0 if there are none.
    function bestPrice(uint256 market, bool isBuy) external view returns (uint8) {
        return _best(prices[market][isBuy], isBuy);
    }

    /// @dev Fills orders of the other side, the best price first, and settles with their makers and
    /// the caller. The makers' part has lain in this contract since they placed their orders.
    function _fill(uint256 market, bool isBuy, uint8 limit, uint96 amount) private returns (uint96 filled) {
        Market memory tokens = markets[market];
        if (tokens.base == address(0)) revert NoSuchMarket(market);
        address toMaker = isBuy ? tokens.quote : tokens.base;
        uint256 before = prices[market][!isBuy];
        uint256 marked = before;
        uint256 cost = 0;

        while (filled < amount && marked != 0) {
            uint8 price = _best(marked, !isBuy);
            if (isBuy ? price > limit : price < limit) break;
            (uint96 part, bool emptied) = _fillAt(market, isBuy, price, amount - filled, toMaker);
            filled += part;
            cost += uint256(part) * price;
            if (emptied) marked &= ~(1 << price);
        }
        if (filled == 0) return 0;

        // Unchanged words are not written, so that those who only read them need not wait.
        if (marked != before) prices[market][!isBuy] = marked;
        _debit(toMaker, isBuy ? cost : filled);
        if (isBuy) balanceOf[tokens.base][msg.sender] += filled;
        else balanceOf[tokens.quote][msg.sender] += cost;
    }

    /// @dev Fills one queue from its front, and passes over orders that were cancelled.
    function _fillAt(uint256 market, bool isBuy, uint8 price, uint96 amount, address toMaker)
        private
        returns (uint96 filled, bool emptied)
    {
        Level storage level = levels[market][!isBuy][price];
        uint64 index = level.first;
        uint128 open = level.open;
        if (amount > open) amount = uint96(open);
        while (filled < amount) {
            Order memory order_ = level.orders[index];
            uint96 part = amount - filled < order_.open ? amount - filled : order_.open;
            if (part > 0) {
                filled += part;
                level.orders[index].open = order_.open - part;
                balanceOf[toMaker][order_.maker] += isBuy ? uint256(part) * price : part;
                emit Filled(market, order_.maker, msg.sender, !isBuy, price, index, part);
            }
            if (part == order_.open) index++;
        }
        emptied = filled == open;
        level.first = emptied ? level.end : index;
        level.open = open - filled;
    }

    /// @dev The highest marked price for buyers' orders, the lowest for sellers'; 0 if none is marked.
    function _best(uint256 marked, bool ofBuyers) private pure returns (uint8 price) {
        if (!ofBuyers) {
            unchecked {
                marked &= 0 - marked;
            }
        }
        for (uint8 step = 128; step > 0; step >>= 1) {
            if (marked >> step != 0) {
                marked >>= step;
                price += step;
            }
        }
    }
}
