// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// @title Numbered membership passes that cannot be given away.
/// @notice Each member has one pass. Asking for somebody's number only reads a slot, and readers
/// never wait for each other.
contract MemberPass {
    /// @notice Who hands passes out.
    address public immutable issuer;

    /// @notice How many passes there are.
    uint256 public issued;
    mapping(address member => uint256) private _passOf;

    event Issued(address indexed member, uint256 indexed number);

    error OnlyIssuer();
    error HasOne(address member);
    error NoPass(address account);

    constructor() {
        issuer = msg.sender;
    }

    /// @notice Gives each of many people the next number: 0, 1, 2 ...
    function issue(address[] calldata members) external {
        if (msg.sender != issuer) revert OnlyIssuer();
        uint256 number = issued;
        for (uint256 i = 0; i < members.length; i++) {
            if (_passOf[members[i]] != 0) revert HasOne(members[i]);
            emit Issued(members[i], number);
            number += 1;
            // Kept one higher than it is, so that 0 can mean that there is none.
            _passOf[members[i]] = number;
        }
        issued = number;
    }

    /// @notice The number of somebody's pass.
    function passOf(address account) external view returns (uint256) {
        uint256 number = _passOf[account];
        if (number == 0) revert NoPass(account);
        return number - 1;
    }
}
