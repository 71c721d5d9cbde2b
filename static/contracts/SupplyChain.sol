// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// @title Goods followed from hand to hand by their serial numbers.
/// @notice A hand-over writes the goods' own slots and two stocks: the giver's and the receiver's.
/// Deliveries between different people can run at the same time. All that go through one warehouse
/// wait for each other, because each of them changes that warehouse's stock.
contract SupplyChain {
    /// @notice One slot for each item.
    struct Item {
        address holder;
        uint32 handOvers;
        uint32 inspections;
        uint8 grade;
    }

    /// @notice An item with a lower grade must not be handed on.
    uint8 public constant PASS = 50;

    /// @notice Who enters parties in the register.
    address public immutable registrar;

    /// @notice The serial number that the next item gets.
    uint256 public nextSerial;
    // Every hand-over looks both parties up. That makes nobody wait, because it only reads.
    mapping(address party => bool) public isRegistered;
    mapping(uint256 serial => Item) public items;
    /// @notice How many items somebody holds.
    mapping(address party => uint256) public stockOf;

    event Registered(address indexed party, uint256 firstSerial, uint256 count);
    event HandedOver(address indexed from, address indexed to, uint256 firstSerial, uint256 count);
    event Inspected(address indexed inspector, uint256 indexed serial, uint8 grade);

    error OnlyRegistrar();
    error NotRegistered(address account);
    error NotTheHolder(address account, uint256 serial);
    error HeldBack(uint256 serial, uint8 grade);
    error NoSuchItem(uint256 serial);
    error InvalidGrade(uint8 grade);
    error NothingToDo();

    constructor() {
        registrar = msg.sender;
    }

    /// @notice Enters parties in the register, each with so many new items of perfect grade.
    function register(address[] calldata parties, uint256 itemsEach) external {
        if (msg.sender != registrar) revert OnlyRegistrar();
        uint256 serial = nextSerial;
        for (uint256 i = 0; i < parties.length; i++) {
            address party = parties[i];
            isRegistered[party] = true;
            stockOf[party] += itemsEach;
            emit Registered(party, serial, itemsEach);
            for (uint256 end = serial + itemsEach; serial < end; serial++) {
                items[serial] = Item(party, 0, 0, 100);
            }
        }
        nextSerial = serial;
    }

    /// @notice Hands items with consecutive serial numbers over; the caller must hold them all.
    function handOver(uint256 firstSerial, uint256 count, address to) external {
        if (count == 0) revert NothingToDo();
        if (!isRegistered[msg.sender]) revert NotRegistered(msg.sender);
        if (!isRegistered[to]) revert NotRegistered(to);

        for (uint256 serial = firstSerial; serial < firstSerial + count; serial++) {
            Item memory item = items[serial];
            if (item.holder != msg.sender) revert NotTheHolder(msg.sender, serial);
            if (item.grade < PASS) revert HeldBack(serial, item.grade);
            item.holder = to;
            item.handOvers += 1;
            items[serial] = item;
        }
        stockOf[msg.sender] -= count;
        stockOf[to] += count;
        emit HandedOver(msg.sender, to, firstSerial, count);
    }

    /// @notice Grades an item, from 0 to 100. Whoever hands it over next has to wait for the grade.
    function inspect(uint256 serial, uint8 grade) external {
        if (!isRegistered[msg.sender]) revert NotRegistered(msg.sender);
        if (grade > 100) revert InvalidGrade(grade);
        Item memory item = items[serial];
        if (item.holder == address(0)) revert NoSuchItem(serial);
        item.inspections += 1;
        item.grade = grade;
        items[serial] = item;
        emit Inspected(msg.sender, serial, grade);
    }

    /// @notice Who holds an item.
    function holderOf(uint256 serial) external view returns (address) {
        return items[serial].holder;
    }
}
