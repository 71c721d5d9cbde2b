// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// @title Votes of an organisation whose members have different weights and may delegate them.
/// @notice A vote counts with the power that its voter had when the proposal was made, so nobody
/// gains by moving power around afterwards. Where votes are counted at once, all votes on one
/// proposal add to the same tally and wait for each other. Where they are counted later, a vote
/// only leaves its voter's own receipt, and anybody adds the receipts up when there is time.
contract Dao {
    enum Counting {
        Later,
        AtOnce
    }

    enum Choice {
        None,
        Against,
        For
    }

    struct Proposal {
        // The first slot never changes after the proposal was made.
        address proposer;
        uint48 snapshot;
        uint48 endsAt;
        // The second slot is the tally: shared by all who vote, if votes are counted at once.
        uint128 forVotes;
        uint128 againstVotes;
    }

    struct Receipt {
        Choice choice;
        bool counted;
        uint128 votes;
    }

    struct Checkpoint {
        uint48 fromBlock;
        uint128 votes;
    }

    Counting public immutable counting;
    address public immutable owner;
    /// @notice How many blocks a vote lasts.
    uint48 public immutable votingBlocks;
    /// @notice The least number of votes in favour and against, together, that decides anything.
    uint256 public immutable quorum;

    /// @notice All proposals, in the order in which they were made.
    Proposal[] public proposals;

    mapping(uint256 id => mapping(address voter => Receipt)) public receipts;

    /// @notice What somebody's own vote weighs, whoever casts it.
    mapping(address member => uint128) public weightOf;
    mapping(address member => address) private _delegateOf;
    // The power of everybody over time, the newest last.
    mapping(address member => Checkpoint[]) private _checkpoints;

    event Seated(address indexed member, uint256 weight);
    event Delegated(address indexed member, address indexed from, address indexed to);
    event Proposed(uint256 indexed id, address indexed proposer, string text);
    event Voted(uint256 indexed id, address indexed voter, Choice choice, uint256 votes);
    event Counted(uint256 indexed id, uint256 forVotes, uint256 againstVotes);

    error OnlyOwner();
    error AlreadySeated(address member);
    error NoPower(address account);
    error NotOpen(uint256 id);
    error InvalidChoice();
    error AlreadyVoted(uint256 id, address voter);
    error StillOpen(uint256 id);
    error InvalidNumber();

    constructor(Counting counting_, uint48 votingBlocks_, uint256 quorum_) {
        counting = counting_;
        votingBlocks = votingBlocks_;
        quorum = quorum_;
        owner = msg.sender;
    }

    /// @notice Admits members, all with the same weight.
    function seat(address[] calldata members, uint128 weight) external {
        if (msg.sender != owner) revert OnlyOwner();
        if (weight == 0) revert InvalidNumber();
        for (uint256 i = 0; i < members.length; i++) {
            address member = members[i];
            if (weightOf[member] != 0) revert AlreadySeated(member);
            weightOf[member] = weight;
            _setPower(member, powerOf(member) + weight);
            emit Seated(member, weight);
        }
    }

    /// @notice Who casts somebody's vote: himself, unless he said otherwise.
    function delegateOf(address member) public view returns (address) {
        address to = _delegateOf[member];
        return to == address(0) ? member : to;
    }

    /// @notice Lets somebody else cast the caller's vote on proposals that are made from now on.
    function delegate(address to) external {
        uint128 weight = weightOf[msg.sender];
        if (weight == 0 || to == address(0)) revert NoPower(msg.sender);
        address from = delegateOf(msg.sender);
        _delegateOf[msg.sender] = to;
        _setPower(from, powerOf(from) - weight);
        _setPower(to, powerOf(to) + weight);
        emit Delegated(msg.sender, from, to);
    }

    /// @notice Makes a proposal; the vote on it begins with the next block.
    function propose(string calldata text) external returns (uint256 id) {
        if (powerOf(msg.sender) == 0) revert NoPower(msg.sender);
        id = proposals.length;
        uint48 now_ = uint48(block.number);
        proposals.push(Proposal(msg.sender, now_, now_ + votingBlocks, 0, 0));
        emit Proposed(id, msg.sender, text);
    }

    /// @notice Votes with all the power that the caller had when the proposal was made.
    function vote(uint256 id, Choice choice) external returns (uint256 votes) {
        Proposal storage proposal = proposals[id];
        uint256 snapshot = proposal.snapshot;
        if (block.number <= snapshot || block.number > proposal.endsAt) revert NotOpen(id);
        if (choice == Choice.None) revert InvalidChoice();
        Receipt storage receipt = receipts[id][msg.sender];
        if (receipt.choice != Choice.None) revert AlreadyVoted(id, msg.sender);
        uint128 power = _powerAt(msg.sender, snapshot);
        if (power == 0) revert NoPower(msg.sender);

        bool atOnce = counting == Counting.AtOnce;
        receipt.choice = choice;
        receipt.counted = atOnce;
        receipt.votes = power;
        // This line is what the votes on one proposal wait for.
        if (atOnce) _add(proposal, choice, power);
        emit Voted(id, msg.sender, choice, power);
        return power;
    }

    /// @notice Adds receipts to the tally that are not in it yet; others in the list are passed over.
    function count(uint256 id, address[] calldata voters) external returns (uint256 forVotes, uint256 againstVotes) {
        Proposal storage proposal = proposals[id];
        for (uint256 i = 0; i < voters.length; i++) {
            Receipt storage receipt = receipts[id][voters[i]];
            if (receipt.counted || receipt.choice == Choice.None) continue;
            receipt.counted = true;
            _add(proposal, receipt.choice, receipt.votes);
        }
        (forVotes, againstVotes) = (proposal.forVotes, proposal.againstVotes);
        emit Counted(id, forVotes, againstVotes);
    }

    /// @notice Whether a proposal is accepted: asked once after the vote, not by every voter. Where
    /// votes are counted later it speaks of the receipts that were counted so far.
    function accepted(uint256 id) external view returns (bool) {
        Proposal storage proposal = proposals[id];
        if (block.number <= proposal.endsAt) revert StillOpen(id);
        uint256 forVotes = proposal.forVotes;
        uint256 againstVotes = proposal.againstVotes;
        return forVotes + againstVotes >= quorum && forVotes > againstVotes;
    }

    /// @notice The votes that somebody casts now: his own, unless delegated, and those delegated to him.
    function powerOf(address account) public view returns (uint128) {
        Checkpoint[] storage history = _checkpoints[account];
        return history.length == 0 ? 0 : history[history.length - 1].votes;
    }

    /// @dev The newest entry that is not younger than the block. There are few after a snapshot.
    function _powerAt(address account, uint256 blockNumber) private view returns (uint128) {
        Checkpoint[] storage history = _checkpoints[account];
        for (uint256 i = history.length; i > 0; i--) {
            Checkpoint storage checkpoint = history[i - 1];
            if (checkpoint.fromBlock <= blockNumber) return checkpoint.votes;
        }
        return 0;
    }

    /// @dev One entry per block: a second change in the same block overwrites the first.
    function _setPower(address account, uint128 votes) private {
        Checkpoint[] storage history = _checkpoints[account];
        uint256 length = history.length;
        if (length != 0 && history[length - 1].fromBlock == block.number) history[length - 1].votes = votes;
        else history.push(Checkpoint(uint48(block.number), votes));
    }

    function _add(Proposal storage proposal, Choice choice, uint128 votes) private {
        if (choice == Choice.For) proposal.forVotes += votes;
        else proposal.againstVotes += votes;
    }
}
