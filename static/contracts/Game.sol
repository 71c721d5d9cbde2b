// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// @title A game on a square map whose edges meet.
/// @notice Players walk from tile to tile, gather wood and make swords of it. A move writes the two
/// tiles that it leads from and to, so players wait only for those who are near: the larger the
/// map, the fewer meet. Making a sword concerns nobody but its maker.
contract Game {
    /// @notice One slot for each player: all that belongs to somebody is read and written at once.
    struct Player {
        bool alive;
        uint32 x;
        uint32 y;
        uint64 wood;
        uint32 swords;
        uint32 wins;
    }

    /// @notice One slot for each tile. Its holder is who came last and has not been beaten since.
    struct Tile {
        address holder;
        uint64 gathered;
    }

    uint64 public constant START_WOOD = 200;
    uint64 public constant WOOD_PER_TILE = 10_000;
    uint64 public constant WOOD_PER_SWORD = 5;

    /// @notice The map's side length, in tiles.
    uint256 public immutable size;
    /// @notice Who lets players in.
    address public immutable host;

    mapping(address player => Player) public players;
    mapping(uint256 x => mapping(uint256 y => Tile)) public tiles;

    event Entered(address indexed player, uint256 x, uint256 y);
    event Moved(address indexed player, uint256 x, uint256 y);
    event Fought(address indexed winner, address indexed loser, uint256 loot);
    event Gathered(address indexed player, uint256 wood);
    event Made(address indexed player, uint256 swords);

    error InvalidSize(uint256 size);
    error OnlyHost();
    error NotInTheGame(address player);
    error UnknownDirection(uint256 direction);
    error NothingLeft(uint256 x, uint256 y);
    error NotEnoughWood(uint256 wood, uint256 needed);

    constructor(uint256 size_) {
        if (size_ < 2 || size_ > type(uint32).max) revert InvalidSize(size_);
        size = size_;
        host = msg.sender;
    }

    /// @notice Lets players in. Each starts on a tile that follows from the address.
    function enter(address[] calldata newcomers) external {
        if (msg.sender != host) revert OnlyHost();
        for (uint256 i = 0; i < newcomers.length; i++) {
            address newcomer = newcomers[i];
            if (players[newcomer].alive) continue;
            uint256 place = uint256(keccak256(abi.encode(newcomer))) % (size * size);
            (uint256 x, uint256 y) = (place % size, place / size);
            players[newcomer] = Player(true, uint32(x), uint32(y), START_WOOD, 0, 0);
            // On a tile that somebody holds already, the newcomer is a guest until the next move.
            if (tiles[x][y].holder == address(0)) tiles[x][y].holder = newcomer;
            emit Entered(newcomer, x, y);
        }
    }

    /// @notice Walks one tile: 0 is up, 1 is right, 2 is down, 3 is left. Whoever comes to a tile
    /// that somebody else holds has to fight for it, and stays there as a guest if the fight is lost.
    function move(uint256 direction) external {
        Player memory player = _load(msg.sender);
        // The old tile is written only by the one who held it.
        if (tiles[player.x][player.y].holder == msg.sender) tiles[player.x][player.y].holder = address(0);

        (player.x, player.y) = _step(player.x, player.y, direction);
        emit Moved(msg.sender, player.x, player.y);

        Tile storage tile = tiles[player.x][player.y];
        address rival = tile.holder;
        if (rival == address(0)) {
            tile.holder = msg.sender;
        } else if (_fight(player, rival)) {
            tile.holder = msg.sender;
        }
        players[msg.sender] = player;
    }

    /// @notice Takes wood from the tile on which the caller stands. All who stand there share it.
    function gather() external returns (uint256 wood) {
        Player memory player = _load(msg.sender);
        Tile storage tile = tiles[player.x][player.y];
        wood = WOOD_PER_TILE - tile.gathered;
        if (wood == 0) revert NothingLeft(player.x, player.y);
        if (wood > 3) wood = 3;
        tile.gathered += uint64(wood);
        player.wood += uint64(wood);
        players[msg.sender] = player;
        emit Gathered(msg.sender, wood);
    }

    /// @notice Makes a sword of wood. It reads and writes the caller's own slot only.
    function craft() external {
        Player memory player = _load(msg.sender);
        if (player.wood < WOOD_PER_SWORD) revert NotEnoughWood(player.wood, WOOD_PER_SWORD);
        player.wood -= WOOD_PER_SWORD;
        player.swords += 1;
        players[msg.sender] = player;
        emit Made(msg.sender, player.swords);
    }

    /// @dev The one with more swords wins and takes a tenth of the other's wood. The holder wins a
    /// draw. A fight writes both players' slots: it makes the rival's next transaction wait, too.
    function _fight(Player memory player, address rival) private returns (bool won) {
        Player memory other = players[rival];
        won = player.swords > other.swords;
        uint64 loot = (won ? other.wood : player.wood) / 10;
        if (won) {
            (player.wood, other.wood) = (player.wood + loot, other.wood - loot);
            player.wins += 1;
        } else {
            (player.wood, other.wood) = (player.wood - loot, other.wood + loot);
            other.wins += 1;
        }
        players[rival] = other;
        emit Fought(won ? msg.sender : rival, won ? rival : msg.sender, loot);
    }

    /// @dev The neighbouring tile; whoever walks over an edge comes back at the opposite one.
    function _step(uint256 x, uint256 y, uint256 direction) private view returns (uint32, uint32) {
        if (direction > 3) revert UnknownDirection(direction);
        if (direction == 0) y = (y + size - 1) % size;
        if (direction == 1) x = (x + 1) % size;
        if (direction == 2) y = (y + 1) % size;
        if (direction == 3) x = (x + size - 1) % size;
        return (uint32(x), uint32(y));
    }

    function _load(address account) private view returns (Player memory player) {
        player = players[account];
        if (!player.alive) revert NotInTheGame(account);
    }
}
