// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// @title A reading list that counts all clicks in one counter.
/// @notice A click does two things: it adds the page to the reader's own history, which nobody else
/// touches, and it adds one to the count of all clicks. The second takes one line and makes every
/// click wait for the click before it. CounterSharded.sol differs only in how it counts.
contract CounterOne {
    /// @notice What one person has read: how many pages, and a hash over all of them in order.
    struct History {
        uint256 pages;
        bytes32 digest;
    }

    mapping(address reader => History) public historyOf;

    // The one slot that all clicks share.
    uint256 private _clicks;

    event Clicked(address indexed reader, uint256 indexed page);

    /// @notice Notes that the caller read a page.
    /// @param work How often the history's hash is stretched: work that concerns the caller only.
    function click(uint256 page, uint256 work) external {
        History storage history = historyOf[msg.sender];
        history.pages += 1;
        history.digest = _stretch(keccak256(abi.encode(history.digest, page)), work);
        _clicks += 1;
        emit Clicked(msg.sender, page);
    }

    /// @notice All clicks so far.
    function total() external view returns (uint256 sum) {
        sum = _clicks;
    }

    /// @dev Makes the digest as expensive to guess as it was to make.
    function _stretch(bytes32 digest, uint256 work) private pure returns (bytes32) {
        for (uint256 i = 0; i < work; i++) {
            digest = keccak256(abi.encode(digest));
        }
        return digest;
    }
}
