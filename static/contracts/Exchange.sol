// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// @notice The part of an ERC-20 token that the exchange calls.
interface IERC20 {
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

/// @title A constant-product exchange between two tokens, after Uniswap V2.
/// @notice The product of the two reserves never falls: whoever puts one token in may take as much
/// of the other as keeps it. Every swap reads the reserves that the swap before it wrote, so the
/// swaps of one pool cannot run at the same time, however many people trade.
contract Exchange {
    IERC20 public immutable token0;
    IERC20 public immutable token1;

    // Both reserves share one slot: every swap reads and writes it.
    uint128 public reserve0;
    uint128 public reserve1;

    /// @notice Shares in the pool's reserves.
    uint256 public totalShares;
    mapping(address provider => uint256) public sharesOf;

    event LiquidityAdded(address indexed provider, uint256 amount0, uint256 amount1, uint256 shares);
    event LiquidityRemoved(address indexed provider, uint256 amount0, uint256 amount1, uint256 shares);
    event Swap(address indexed trader, address indexed tokenIn, uint256 amountIn, uint256 amountOut);

    error UnknownToken(address token);
    error NothingToDo();
    error ReserveOverflow();
    error TooLittleOut(uint256 amountOut, uint256 minimumOut);
    error TransferFailed(address token);

    constructor(IERC20 token0_, IERC20 token1_) {
        token0 = token0_;
        token1 = token1_;
    }

    /// @notice Swaps an exact amount of one token for the other. 0.3 % of it stays in the pool.
    /// @param tokenIn The token that the trader gives, after approving it.
    /// @param minimumOut The least that the trader takes for it.
    function swap(address tokenIn, uint256 amountIn, uint256 minimumOut) external returns (uint256 amountOut) {
        bool zeroForOne = tokenIn == address(token0);
        if (!zeroForOne && tokenIn != address(token1)) revert UnknownToken(tokenIn);
        (uint256 reserveIn, uint256 reserveOut) = zeroForOne ? (reserve0, reserve1) : (reserve1, reserve0);

        uint256 afterFee = amountIn * 997;
        amountOut = (afterFee * reserveOut) / (reserveIn * 1000 + afterFee);
        if (amountOut == 0) revert NothingToDo();
        if (amountOut < minimumOut) revert TooLittleOut(amountOut, minimumOut);

        // The reserves change before any token moves: a token that calls back finds them true.
        if (zeroForOne) _setReserves(reserveIn + amountIn, reserveOut - amountOut);
        else _setReserves(reserveOut - amountOut, reserveIn + amountIn);
        emit Swap(msg.sender, tokenIn, amountIn, amountOut);
        _take(zeroForOne ? token0 : token1, amountIn);
        _give(zeroForOne ? token1 : token0, amountOut);
    }

    /// @notice Puts both tokens in, in the proportion of the reserves; the first provider sets it.
    function addLiquidity(uint256 amount0, uint256 amount1) external returns (uint256 shares) {
        if (totalShares == 0) {
            shares = _squareRoot(amount0 * amount1);
        } else {
            uint256 shares0 = (amount0 * totalShares) / reserve0;
            uint256 shares1 = (amount1 * totalShares) / reserve1;
            shares = shares0 < shares1 ? shares0 : shares1;
        }
        if (shares == 0) revert NothingToDo();

        totalShares += shares;
        sharesOf[msg.sender] += shares;
        _setReserves(reserve0 + amount0, reserve1 + amount1);
        emit LiquidityAdded(msg.sender, amount0, amount1, shares);
        _take(token0, amount0);
        _take(token1, amount1);
    }

    /// @notice Takes a part of both reserves out again.
    function removeLiquidity(uint256 shares) external returns (uint256 amount0, uint256 amount1) {
        if (shares == 0) revert NothingToDo();
        amount0 = (shares * reserve0) / totalShares;
        amount1 = (shares * reserve1) / totalShares;

        sharesOf[msg.sender] -= shares;
        totalShares -= shares;
        _setReserves(reserve0 - amount0, reserve1 - amount1);
        emit LiquidityRemoved(msg.sender, amount0, amount1, shares);
        _give(token0, amount0);
        _give(token1, amount1);
    }

    function _setReserves(uint256 amount0, uint256 amount1) private {
        if (amount0 > type(uint128).max || amount1 > type(uint128).max) revert ReserveOverflow();
        reserve0 = uint128(amount0);
        reserve1 = uint128(amount1);
    }

    function _take(IERC20 token, uint256 amount) private {
        if (!token.transferFrom(msg.sender, address(this), amount)) revert TransferFailed(address(token));
    }

    function _give(IERC20 token, uint256 amount) private {
        if (!token.transfer(msg.sender, amount)) revert TransferFailed(address(token));
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
