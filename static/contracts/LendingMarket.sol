// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "./IERC20.sol";
import {PriceOracle} from "./PriceOracle.sol";

/// @title A market in which suppliers lend dollars to borrowers who leave ether as collateral.
/// @notice What somebody lent or owes is kept per person, divided by an index that grows with the
/// interest, so that nobody's entry has to be touched when time passes. The price of this is that
/// everybody reads the index, and that every loan and every repayment changes the rate of interest
/// beside it. All actions of one market therefore wait for each other; two markets share nothing.
contract LendingMarket {
    /// @dev 1 in the fixed-point numbers below.
    uint256 private constant ONE = 1e18;

    /// @notice How much may be borrowed against the collateral's value.
    uint256 public constant LOAN_TO_VALUE = 0.75e18;
    /// @notice Beyond this part of the collateral's value anybody may repay the debt.
    uint256 public constant LIQUIDATION_THRESHOLD = 0.8e18;
    /// @notice What a liquidator gets above the value that he repays.
    uint256 public constant LIQUIDATION_BONUS = 0.05e18;
    /// @notice The interest per second if everything is lent out: about 32 % a year.
    uint256 public constant FULL_RATE = 1e10;

    IERC20 public immutable dollar;
    PriceOracle public immutable oracle;

    // One slot, read by every action of this market and written by each that moves dollars: this is
    // what makes them wait. Even who only wants an index has to read the rate that lies beside it.
    /// @notice What one dollar lent at the start has become.
    uint80 public supplyIndex = uint80(ONE);
    /// @notice What one dollar borrowed at the start has become.
    uint80 public borrowIndex = uint80(ONE);
    /// @notice The interest on debts, per second.
    uint56 public rate;
    /// @notice Until when the indices have grown.
    uint40 public updatedAt;

    // The second shared slot: the sums from which the rate follows.
    /// @notice All that was lent, divided by the supply index.
    uint128 public totalSupplied;
    /// @notice All that is owed, divided by the borrow index.
    uint128 public totalBorrowed;

    // Everybody's own.
    mapping(address supplier => uint256) private _supplied;
    mapping(address borrower => uint256) private _borrowed;
    /// @notice Somebody's collateral, in wei.
    mapping(address borrower => uint256) public collateralOf;

    event Supplied(address indexed supplier, uint256 amount);
    event Withdrawn(address indexed supplier, uint256 amount);
    event CollateralAdded(address indexed borrower, uint256 amount);
    event CollateralRemoved(address indexed borrower, uint256 amount);
    event Borrowed(address indexed borrower, uint256 amount);
    event Repaid(address indexed borrower, address indexed payer, uint256 amount);
    event Liquidated(address indexed borrower, address indexed liquidator, uint256 repaid, uint256 seized);
    event Unhealthy(address indexed borrower, uint256 debt, uint256 collateral);

    error NothingToDo();
    error TooLittleCollateral(uint256 debt, uint256 limit);
    error TooLittleSupplied(uint256 supplied, uint256 needed);
    error TooLittleCash(uint256 cash, uint256 needed);
    error Healthy(address borrower);
    error TooMuch(uint256 amount, uint256 most);
    error TransferFailed();

    constructor(IERC20 dollar_, PriceOracle oracle_) {
        dollar = dollar_;
        oracle = oracle_;
        updatedAt = uint40(block.timestamp);
    }

    /// @notice Lends dollars to the market.
    function supply(uint256 amount) external {
        _accrue();
        uint256 scaled = (amount * ONE) / supplyIndex;
        if (scaled == 0) revert NothingToDo();
        _supplied[msg.sender] += scaled;
        totalSupplied = _narrow(totalSupplied + scaled);
        _updateRate();
        emit Supplied(msg.sender, amount);
        _take(amount);
    }

    /// @notice Takes dollars out again that the caller lent, as far as they are not lent out.
    function withdraw(uint256 amount) external {
        if (amount == 0) revert NothingToDo();
        _accrue();
        uint256 scaled = _divideUp(amount * ONE, supplyIndex);
        uint256 own = _supplied[msg.sender];
        if (scaled > own) revert TooLittleSupplied(suppliedOf(msg.sender), amount);
        _supplied[msg.sender] = own - scaled;
        totalSupplied -= uint128(scaled);
        _updateRate();
        emit Withdrawn(msg.sender, amount);
        _give(amount);
    }

    /// @notice Leaves ether as collateral and borrows against it in one transaction.
    function open(uint256 loan) external payable {
        _addCollateral();
        borrow(loan);
    }

    /// @notice Leaves ether as collateral. It waits for no loan and for no repayment.
    function addCollateral() external payable {
        _addCollateral();
    }

    /// @notice Takes collateral back, as far as the debt allows.
    function removeCollateral(uint256 amount) external {
        _accrue();
        uint256 own = collateralOf[msg.sender];
        if (amount == 0) revert NothingToDo();
        if (amount > own) revert TooMuch(amount, own);
        collateralOf[msg.sender] = own - amount;
        _requireCover(msg.sender, debtOf(msg.sender));
        emit CollateralRemoved(msg.sender, amount);
        _sendEther(msg.sender, amount);
    }

    /// @notice Borrows dollars.
    function borrow(uint256 amount) public {
        if (amount == 0) revert NothingToDo();
        _accrue();
        uint256 scaled = _divideUp(amount * ONE, borrowIndex);
        _borrowed[msg.sender] += scaled;
        totalBorrowed = _narrow(totalBorrowed + scaled);
        _requireCover(msg.sender, debtOf(msg.sender));
        _updateRate();
        emit Borrowed(msg.sender, amount);
        _give(amount);
    }

    /// @notice Repays the caller's debt, or what is left of it if that is less.
    function repay(uint256 amount) external returns (uint256 repaid) {
        _accrue();
        uint256 debt = debtOf(msg.sender);
        repaid = amount < debt ? amount : debt;
        _repay(msg.sender, repaid, debt);
        _take(repaid);
    }

    /// @notice Repays up to half of the debt of somebody who owes too much, for ether worth 5 % more.
    function liquidate(address borrower, uint256 amount) external returns (uint256 seized) {
        _accrue();
        uint256 price = oracle.price();
        uint256 debt = debtOf(borrower);
        uint256 collateral = collateralOf[borrower];
        if (!_exceeds(debt, collateral, price, LIQUIDATION_THRESHOLD)) revert Healthy(borrower);
        if (amount > debt / 2) revert TooMuch(amount, debt / 2);
        seized = (amount * (ONE + LIQUIDATION_BONUS)) / price;
        if (seized > collateral) revert TooMuch(seized, collateral);

        collateralOf[borrower] = collateral - seized;
        _repay(borrower, amount, debt);
        emit Liquidated(borrower, msg.sender, amount, seized);
        _take(amount);
        _sendEther(msg.sender, seized);
    }

    /// @notice Tells liquidators by an event if somebody owes too much. Once the indices are up to
    /// date it only reads, so any number of checks run at the same time, between two that write.
    function check(address borrower) external returns (bool healthy) {
        _accrue();
        uint256 debt = debtOf(borrower);
        uint256 collateral = collateralOf[borrower];
        healthy = !_exceeds(debt, collateral, oracle.price(), LIQUIDATION_THRESHOLD);
        if (!healthy) emit Unhealthy(borrower, debt, collateral);
    }

    /// @notice What somebody lent, with interest until `updatedAt`.
    function suppliedOf(address supplier) public view returns (uint256) {
        return (_supplied[supplier] * supplyIndex) / ONE;
    }

    /// @notice What somebody owes, with interest until `updatedAt`.
    function debtOf(address borrower) public view returns (uint256) {
        return _divideUp(_borrowed[borrower] * borrowIndex, ONE);
    }

    /// @dev Lets the indices grow. Only the first action of a block finds that time has passed.
    function _accrue() private {
        uint256 elapsed = block.timestamp - updatedAt;
        if (elapsed == 0) return;
        uint256 growth = (uint256(borrowIndex) * rate * elapsed) / ONE;
        if (totalSupplied != 0) supplyIndex += uint80((growth * totalBorrowed) / totalSupplied);
        borrowIndex += uint80(growth);
        updatedAt = uint40(block.timestamp);
    }

    /// @dev The rate is in proportion to the part that is lent out. Each action leaves another one.
    function _updateRate() private {
        uint256 supplied = uint256(totalSupplied) * supplyIndex;
        uint256 borrowed = uint256(totalBorrowed) * borrowIndex;
        rate = borrowed < supplied ? uint56((FULL_RATE * borrowed) / supplied) : uint56(FULL_RATE);
    }

    function _addCollateral() private {
        if (msg.value == 0) revert NothingToDo();
        collateralOf[msg.sender] += msg.value;
        emit CollateralAdded(msg.sender, msg.value);
    }

    /// @dev The debt's last payment clears all of it, so that rounding leaves nothing behind.
    function _repay(address borrower, uint256 amount, uint256 debt) private {
        uint256 own = _borrowed[borrower];
        uint256 scaled = amount == debt ? own : (amount * ONE) / borrowIndex;
        if (scaled == 0) revert NothingToDo();
        _borrowed[borrower] = own - scaled;
        totalBorrowed -= uint128(scaled);
        _updateRate();
        emit Repaid(borrower, msg.sender, amount);
    }

    function _requireCover(address borrower, uint256 debt) private view {
        if (debt == 0) return;
        uint256 collateral = collateralOf[borrower];
        uint256 price = oracle.price();
        if (_exceeds(debt, collateral, price, LOAN_TO_VALUE)) {
            revert TooLittleCollateral(debt, (((collateral * price) / ONE) * LOAN_TO_VALUE) / ONE);
        }
    }

    function _exceeds(uint256 debt, uint256 collateral, uint256 price, uint256 part) private pure returns (bool) {
        return debt > (((collateral * price) / ONE) * part) / ONE;
    }

    function _take(uint256 amount) private {
        if (!dollar.transferFrom(msg.sender, address(this), amount)) revert TransferFailed();
    }

    function _give(uint256 amount) private {
        uint256 cash = dollar.balanceOf(address(this));
        if (cash < amount) revert TooLittleCash(cash, amount);
        if (!dollar.transfer(msg.sender, amount)) revert TransferFailed();
    }

    function _sendEther(address to, uint256 amount) private {
        (bool sent, ) = to.call{value: amount}("");
        if (!sent) revert TransferFailed();
    }

    function _narrow(uint256 a) private pure returns (uint128) {
        if (a > type(uint128).max) revert TooMuch(a, type(uint128).max);
        return uint128(a);
    }

    function _divideUp(uint256 a, uint256 b) private pure returns (uint256) {
        return (a + b - 1) / b;
    }
}
