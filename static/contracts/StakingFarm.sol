// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "./IERC20.sol";

/// @title A farm: whoever stakes one token earns another, in proportion to stake and time.
/// @notice Paying everybody every second would be hopeless. The farm instead adds up what one staked
/// token has earned since the beginning; somebody's reward is his stake times what that sum grew by
/// since he last came. The sum depends on the total stake, which every stake and every withdrawal
/// changes: these wait for each other. Claims leave the total alone, but all are paid from one
/// balance, the farm's, in the reward token: they wait for each other there, and not for stakes.
contract StakingFarm {
    uint256 private constant ONE = 1e18;

    IERC20 public immutable stakeToken;
    IERC20 public immutable rewardToken;
    address public immutable owner;

    /// @notice The sum of all stakes, shared by all who stake and withdraw.
    uint256 public totalStaked;

    // One slot, read by everybody. In each block only the first action writes it: for those after it
    // no time has passed.
    /// @notice What one staked token has earned since the beginning, with 18 more decimals.
    uint192 public rewardPerToken;
    /// @notice Until when that is counted.
    uint64 public updatedAt;

    // One slot, written when a period of rewards begins.
    /// @notice Reward tokens per second.
    uint192 public rate;
    /// @notice When the period ends.
    uint64 public endsAt;

    // Everybody's own.
    mapping(address account => uint256) public stakeOf;
    mapping(address account => uint256) private _counted;
    mapping(address account => uint256) private _earned;

    event Started(uint256 reward, uint256 lasting);
    event Staked(address indexed account, uint256 amount);
    event Withdrawn(address indexed account, uint256 amount);
    event Claimed(address indexed account, uint256 reward);

    error OnlyOwner();
    error StillRunning();
    error InvalidPeriod();
    error NothingToDo();
    error TooLittleStaked(uint256 staked, uint256 needed);
    error TransferFailed();

    constructor(IERC20 stakeToken_, IERC20 rewardToken_) {
        stakeToken = stakeToken_;
        rewardToken = rewardToken_;
        owner = msg.sender;
    }

    /// @notice Begins a period: the owner brings the reward, which is given out evenly.
    /// @param lasting The period's length in seconds.
    function start(uint256 reward, uint64 lasting) external {
        if (msg.sender != owner) revert OnlyOwner();
        if (block.timestamp < endsAt) revert StillRunning();
        if (lasting == 0 || reward / lasting > type(uint128).max) revert InvalidPeriod();
        _update();
        rate = uint192(reward / lasting);
        updatedAt = uint64(block.timestamp);
        endsAt = uint64(block.timestamp) + lasting;
        emit Started(reward, lasting);
        if (!rewardToken.transferFrom(msg.sender, address(this), reward)) revert TransferFailed();
    }

    /// @notice Stakes tokens, after approving them.
    function stake(uint256 amount) external {
        if (amount == 0) revert NothingToDo();
        _settle(msg.sender);
        stakeOf[msg.sender] += amount;
        totalStaked += amount;
        emit Staked(msg.sender, amount);
        if (!stakeToken.transferFrom(msg.sender, address(this), amount)) revert TransferFailed();
    }

    /// @notice Takes staked tokens out again. What they earned stays to be claimed.
    function withdraw(uint256 amount) external {
        uint256 staked = stakeOf[msg.sender];
        if (amount == 0) revert NothingToDo();
        if (amount > staked) revert TooLittleStaked(staked, amount);
        _settle(msg.sender);
        stakeOf[msg.sender] = staked - amount;
        totalStaked -= amount;
        emit Withdrawn(msg.sender, amount);
        if (!stakeToken.transfer(msg.sender, amount)) revert TransferFailed();
    }

    /// @notice Pays out what the caller earned. Nothing is moved if it is nothing.
    function claim() external returns (uint256 reward) {
        _settle(msg.sender);
        reward = _earned[msg.sender];
        if (reward == 0) return 0;
        _earned[msg.sender] = 0;
        emit Claimed(msg.sender, reward);
        if (!rewardToken.transfer(msg.sender, reward)) revert TransferFailed();
    }

    /// @notice What somebody has earned and not claimed, counted until `updatedAt`.
    function earned(address account) public view returns (uint256) {
        return _earned[account] + (stakeOf[account] * (rewardPerToken - _counted[account])) / ONE;
    }

    /// @dev Brings the sum up to date, then notes what the account has earned by it.
    function _settle(address account) private {
        _update();
        _earned[account] = earned(account);
        _counted[account] = rewardPerToken;
    }

    /// @dev The total is read only if time has passed, so a claim does not wait for stakes.
    function _update() private {
        uint256 end = endsAt;
        uint256 time = block.timestamp < end ? block.timestamp : end;
        if (time <= updatedAt) return;
        if (totalStaked != 0) {
            rewardPerToken += uint192(((time - updatedAt) * rate * ONE) / totalStaked);
        }
        updatedAt = uint64(time);
    }
}
