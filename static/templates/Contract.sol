// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// Counts visits: each person's own, and those of all together.
contract Visits {
    mapping(address person => uint256 count) public visits;
    uint256 public total;

    event Visited(address indexed person, uint256 count);

    /// Changes only the caller's own count, so that visits of different people can run at the same
    /// time.
    function visit() external returns (uint256 count) {
        count = ++visits[msg.sender];
        emit Visited(msg.sender, count);
    }

    /// Changes the common count as well, so that each of these calls needs what the one before it
    /// left.
    function visitTogether() external returns (uint256 count) {
        total += 1;
        count = ++visits[msg.sender];
        emit Visited(msg.sender, count);
    }
}
