// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {Deposits} from "./Deposits.sol";

/// @title Many constant-product pools in one contract.
/// @notice Whoever trades deposits tokens first; swaps then move numbers within this contract and
/// call no token. A swap reads and writes three slots: its pool's reserves and the trader's balances
/// of two tokens. So swaps in different pools by different people run at the same time, swaps in one
/// pool wait for each other, and a route over several pools waits for all of them.
contract Pools is Deposits {
    struct Pool {
        address token0;
        address token1;
        // Both reserves share one slot: every swap in this pool reads and writes it, and no other does.
        uint128 reserve0;
        uint128 reserve1;
        uint256 totalShares;
    }

    /// @notice How many pools there are; only `createPool` reads and writes it.
    uint256 public count;
    mapping(uint256 id => Pool) public pools;
    mapping(uint256 id => mapping(address provider => uint256)) public sharesOf;

    event PoolCreated(uint256 indexed id, address indexed token0, address indexed token1);
    event LiquidityAdded(uint256 indexed id, address indexed provider, uint256 amount0, uint256 amount1, uint256 shares);
    event LiquidityRemoved(uint256 indexed id, address indexed provider, uint256 amount0, uint256 amount1, uint256 shares);
    event Swap(uint256 indexed id, address indexed trader, address indexed tokenIn, uint256 amountIn, uint256 amountOut);

    error SameToken(address token);
    error NotInPool(uint256 id, address token);
    error EmptyRoute();
    error NothingToDo();
    error ReserveOverflow();
    error TooLittleOut(uint256 amountOut, uint256 minimumOut);

    /// @notice Opens a pool between two tokens. A pair may have several pools.
    function createPool(address token0, address token1) external returns (uint256 id) {
        if (token0 == token1) revert SameToken(token0);
        id = count++;
        pools[id].token0 = token0;
        pools[id].token1 = token1;
        emit PoolCreated(id, token0, token1);
    }

    /// @notice Puts both tokens in, in the proportion of the reserves; the first provider sets it.
    function addLiquidity(uint256 id, uint256 amount0, uint256 amount1) external returns (uint256 shares) {
        Pool storage pool = pools[id];
        if (pool.totalShares == 0) {
            shares = _squareRoot(amount0 * amount1);
        } else {
            uint256 shares0 = (amount0 * pool.totalShares) / pool.reserve0;
            uint256 shares1 = (amount1 * pool.totalShares) / pool.reserve1;
            shares = shares0 < shares1 ? shares0 : shares1;
        }
        if (shares == 0) revert NothingToDo();

        _debit(pool.token0, amount0);
        _debit(pool.token1, amount1);
        pool.totalShares += shares;
        sharesOf[id][msg.sender] += shares;
        _setReserves(pool, pool.reserve0 + amount0, pool.reserve1 + amount1);
        emit LiquidityAdded(id, msg.sender, amount0, amount1, shares);
    }

    /// @notice Takes a part of both reserves out again.
    function removeLiquidity(uint256 id, uint256 shares) external returns (uint256 amount0, uint256 amount1) {
        if (shares == 0) revert NothingToDo();
        Pool storage pool = pools[id];
        amount0 = (shares * pool.reserve0) / pool.totalShares;
        amount1 = (shares * pool.reserve1) / pool.totalShares;

        sharesOf[id][msg.sender] -= shares;
        pool.totalShares -= shares;
        _setReserves(pool, pool.reserve0 - amount0, pool.reserve1 - amount1);
        balanceOf[pool.token0][msg.sender] += amount0;
        balanceOf[pool.token1][msg.sender] += amount1;
        emit LiquidityRemoved(id, msg.sender, amount0, amount1, shares);
    }

    /// @notice Swaps an exact amount of one token of a pool for the other. 0.3 % of it stays in the pool.
    /// @param minimumOut The least that the trader takes for it.
    function swap(uint256 id, address tokenIn, uint256 amountIn, uint256 minimumOut) external returns (uint256 amountOut) {
        (, amountOut) = _trade(id, tokenIn, amountIn, minimumOut);
    }

    /// @notice A swap whose result is paid out at once: it writes the token's balance of this contract,
    /// which swaps in other pools that sell the same token write, too.
    function swapAndWithdraw(uint256 id, address tokenIn, uint256 amountIn, uint256 minimumOut)
        external
        returns (uint256 amountOut)
    {
        address tokenOut;
        (tokenOut, amountOut) = _trade(id, tokenIn, amountIn, minimumOut);
        withdraw(tokenOut, amountOut);
    }

    /// @notice Swaps over several pools: each sells what the one before it gave.
    function swapRoute(uint256[] calldata ids, address tokenIn, uint256 amountIn, uint256 minimumOut)
        external
        returns (uint256 amountOut)
    {
        if (ids.length == 0) revert EmptyRoute();
        _debit(tokenIn, amountIn);
        address token = tokenIn;
        amountOut = amountIn;
        for (uint256 i = 0; i < ids.length; i++) {
            (token, amountOut) = _exchange(ids[i], token, amountOut);
        }
        if (amountOut < minimumOut) revert TooLittleOut(amountOut, minimumOut);
        balanceOf[token][msg.sender] += amountOut;
    }

    function _trade(uint256 id, address tokenIn, uint256 amountIn, uint256 minimumOut)
        private
        returns (address tokenOut, uint256 amountOut)
    {
        _debit(tokenIn, amountIn);
        (tokenOut, amountOut) = _exchange(id, tokenIn, amountIn);
        if (amountOut < minimumOut) revert TooLittleOut(amountOut, minimumOut);
        balanceOf[tokenOut][msg.sender] += amountOut;
    }

    /// @dev Changes one pool's reserves so that their product does not fall.
    function _exchange(uint256 id, address tokenIn, uint256 amountIn) private returns (address tokenOut, uint256 amountOut) {
        Pool storage pool = pools[id];
        (address token0, address token1) = (pool.token0, pool.token1);
        bool zeroForOne = tokenIn == token0;
        if (!zeroForOne && tokenIn != token1) revert NotInPool(id, tokenIn);
        tokenOut = zeroForOne ? token1 : token0;
        (uint256 reserveIn, uint256 reserveOut) =
            zeroForOne ? (pool.reserve0, pool.reserve1) : (pool.reserve1, pool.reserve0);

        uint256 afterFee = amountIn * 997;
        if (afterFee == 0 || reserveIn == 0) revert NothingToDo();
        amountOut = (afterFee * reserveOut) / (reserveIn * 1000 + afterFee);
        if (amountOut == 0) revert NothingToDo();

        if (zeroForOne) _setReserves(pool, reserveIn + amountIn, reserveOut - amountOut);
        else _setReserves(pool, reserveOut - amountOut, reserveIn + amountIn);
        emit Swap(id, msg.sender, tokenIn, amountIn, amountOut);
    }

    function _setReserves(Pool storage pool, uint256 amount0, uint256 amount1) private {
        if (amount0 > type(uint128).max || amount1 > type(uint128).max) revert ReserveOverflow();
        pool.reserve0 = uint128(amount0);
        pool.reserve1 = uint128(amount1);
    }

    /// @dev The Babylonian method, rounding down.
    function _squareRoot(uint256 x) private pure returns (uint256 root) {
        root = x;
        uint256 next = x / 2 + 1;
        while (next < root) {
            root = next;
            next = (x / next + next) / 2;
        }
    }
}
