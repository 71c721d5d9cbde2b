// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// @title A reading list that counts clicks in several counters.
/// @notice The same as CounterOne.sol, except that a click adds one to one of several counters,
/// chosen by the reader's address. Two clicks wait for each other only if their readers share a
/// counter. Whoever wants the count of all clicks pays for it: the counters have to be added up.
contract CounterSharded {
    /// @notice What one person has read: how many pages, and a hash over all of them in order.
    struct History {
        uint256 pages;
        bytes32 digest;
    }

    mapping(address reader => History) public historyOf;

    // Each element has a slot of its own. Narrower numbers would be packed into one slot again, and
    // whoever changes one of them changes that slot for all.
    uint256[] private _clicks;

    event Clicked(address indexed reader, uint256 indexed page);

    error NoShards();

    /// @param shards How many counters the clicks are spread over.
    constructor(uint256 shards) {
        if (shards == 0) revert NoShards();
        _clicks = new uint256[](shards);
    }

    /// @notice Notes that the caller read a page.
    /// @param work How often the history's hash is stretched: work that concerns the caller only.
    function click(uint256 page, uint256 work) external {
        History storage history = historyOf[msg.sender];
        history.pages += 1;
        history.digest = _stretch(keccak256(abi.encode(history.digest, page)), work);
        _clicks[shardOf(msg.sender)] += 1;
        emit Clicked(msg.sender, page);
    }

    /// @notice All clicks so far: the sum over all shards.
    function total() external view returns (uint256 sum) {
        for (uint256 i = 0; i < _clicks.length; i++) {
            sum += _clicks[i];
        }
    }

    /// @notice Which counter a reader's clicks are added to: always the same one.
    /// @dev Reading the array's length is no reason to wait, because nothing writes it any more.
    function shardOf(address reader) public view returns (uint256) {
        return uint160(reader) % _clicks.length;
    }

    /// @notice The clicks that one counter has counted.
    function clicksOf(uint256 shard) external view returns (uint256) {
        return _clicks[shard];
    }

    /// @dev Makes the digest as expensive to guess as it was to make.
    function _stretch(bytes32 digest, uint256 work) private pure returns (bytes32) {
        for (uint256 i = 0; i < work; i++) {
            digest = keccak256(abi.encode(digest));
        }
        return digest;
    }
}
