// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// @title Work that must wait, and the same work that need not.
/// @notice Both functions read a number, calculate the next one from it again and again, and write
/// the last one back. What differs is whose number it is. Everybody extends the one chain of
/// `extend`: its first step reads what the transaction before wrote in its last, so none of the work
/// can begin any earlier. `extendOwn` reads a number that only the caller writes: callers run at
/// the same time.
contract NumberChain {
    /// @notice The last number of the chain that everybody extends.
    uint256 public head = 1;

    /// @notice The last number of each caller's own chain.
    mapping(address caller => uint256) public headOf;

    /// @notice Adds numbers to everybody's chain.
    function extend(uint256 steps) external {
        head = _extended(head, steps);
    }

    /// @notice Adds numbers to the caller's own chain.
    function extendOwn(uint256 steps) external {
        headOf[msg.sender] = _extended(headOf[msg.sender], steps);
    }

    /// @dev A linear congruential generator with the factors of Knuth's MMIX: of each result the last
    /// 256 bits are kept, which is what `unchecked` means, and no number comes twice before all did.
    function _extended(uint256 number, uint256 steps) private pure returns (uint256) {
        for (uint256 i = 0; i < steps; i++) {
            unchecked {
                number = number * 6364136223846793005 + 1442695040888963407;
            }
        }
        return number;
    }
}
