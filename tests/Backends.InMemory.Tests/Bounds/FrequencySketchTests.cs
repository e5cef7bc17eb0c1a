namespace CacheKit.Backends.InMemory.Tests.Bounds;

/// <summary>The estimate of how often keys were requested.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FrequencySketchTests
{
    // Of one piece of the sketch.
    private const int Blocks = 128;
    private const int Words = Blocks * 8;

    // All counters of a piece are halved once in so many additions.
    private const int Round = 5 * Words;

    private readonly FrequencySketch _sketch = new();

    [TestCase(1, 1)]
    [TestCase(3, 3)]
    [TestCase(15, 15)]
    [TestCase(16, 15)]
    [TestCase(255, 15)]
    public void A_key_has_the_count_of_its_additions_up_to_fifteen(int times, int count)
    {
        // The first blocks age during these additions.
        int[] hashes = [.. Hashes(400).Where(hash => (uint)hash % Blocks >= Blocks / 2)];
        int[] counts = [.. hashes.Select(hash =>
        {
            var sketch = new FrequencySketch();
            sketch.Add(hash, times);
            return sketch.CountOf(hash);
        })];
        Assert.That(counts, Is.All.EqualTo(count));
    }

    [Test]
    public void Additions_of_a_key_add_up_to_fifteen()
    {
        int hash = LastBlock(7);
        var counts = new List<int>();
        for (int i = 0; i < 6; i++)
        {
            _sketch.Add(hash, 4);
            counts.Add(_sketch.CountOf(hash));
        }

        Assert.That(counts, Is.EqualTo(new[] { 4, 8, 12, 15, 15, 15 }));
    }

    [Test]
    public void No_key_counts_less_than_its_additions_and_few_count_more()
    {
        // The first blocks age during these additions.
        int[] hashes = [.. Hashes(2_000).Where(hash => (uint)hash % Blocks >= Blocks / 2).Take(400)];
        foreach (int hash in hashes)
            _sketch.Add(hash, 3);

        Assert.That(hashes.Select(_sketch.CountOf), Is.All.GreaterThanOrEqualTo(3));
        Assert.That(hashes.Count(hash => _sketch.CountOf(hash) > 3), Is.LessThan(20));
    }

    // Each of the four counters of a key is one of 32, so that one key of a million in its block has the same.
    [Test]
    public void Keys_of_a_block_hardly_ever_have_the_same_counters()
    {
        _sketch.Add(LastBlock(0), 5);
        int same = Enumerable.Range(1, 2_000_000).Count(number => _sketch.CountOf(LastBlock(number)) > 0);
        Assert.That(same, Is.LessThan(8));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(64)]
    [TestCase(Blocks - 1)]
    public void A_count_is_halved_once_in_five_additions_for_each_word(int block)
    {
        _sketch.Add(block, 8);
        var counts = new List<int>();
        for (int added = 9; counts.Count < 3; added++)
        {
            _sketch.Add(3, 1);
            if (added % Round == 0)
                counts.Add(_sketch.CountOf(block));
        }

        Assert.That(counts, Is.EqualTo(new[] { 4, 2, 1 }));
    }

    [Test]
    public void The_first_word_is_halved_by_the_fifth_addition()
    {
        int[] before = CountsOfFirstBlockAfter(4);
        int[] after = CountsOfFirstBlockAfter(5);
        Assert.That(before, Is.All.EqualTo(4));
        Assert.That(after.Distinct(), Is.EquivalentTo(new[] { 4, 2 }));
    }

    [Test]
    public void The_last_block_is_halved_at_the_end_of_a_round()
    {
        int[] keys = [.. Enumerable.Range(0, 4).Select(LastBlock)];
        Assert.That(keys.Select(key => CountAfter(key, Round - (5 * 8) - 1)), Is.All.EqualTo(4));
        Assert.That(keys.Select(key => CountAfter(key, Round)), Is.All.EqualTo(2));
    }

    [Test]
    public void All_counts_stay_while_the_sketch_grows()
    {
        int[] hashes = [.. Hashes(2_000).Where(hash => (uint)hash % Blocks >= Blocks / 2).Take(300)];
        foreach (int hash in hashes)
            _sketch.Add(hash, 3);
        int[] counts = [.. hashes.Select(_sketch.CountOf)];
        for (int pieces = 2; pieces <= 9; pieces++)
        {
            _sketch.GrowTo(((pieces - 1) * Words) + 1);
            Assert.That(hashes.Select(_sketch.CountOf), Is.EqualTo(counts), $"{pieces} pieces");
        }
    }

    [TestCase(Words, 1)]
    [TestCase(Words + 1, 2)]
    public void A_piece_is_added_for_more_entries_than_there_are_words(int entries, int pieces)
    {
        _sketch.GrowTo(entries);
        _sketch.Add(Blocks - 1, 8);
        for (int i = 8; i < Round; i++)
            _sketch.Add(3, 1);

        // With two pieces, a round takes twice as long.
        int[] counts = [_sketch.CountOf(Blocks - 1)];
        for (int i = 0; i < Round; i++)
            _sketch.Add(3, 1);
        counts = [.. counts, _sketch.CountOf(Blocks - 1)];
        Assert.That(counts, Is.EqualTo(pieces == 1 ? new[] { 4, 2 } : [4, 4]));
    }

    [Test]
    public void Each_piece_counts_its_own_keys()
    {
        for (int pieces = 2; pieces <= 5; pieces++)
            _sketch.GrowTo(((pieces - 1) * Words) + 1);

        // The same counters of the same block, in each piece that has the key of this index.
        int[] pieceOf = [0, 1, 2, 3, 4, 1, 2, 3];
        for (int index = 0; index < pieceOf.Length; index++)
        {
            int hash = index * Blocks;
            int before = _sketch.CountOf(hash);
            _sketch.Add(hash, 2);
            Assert.That(_sketch.CountOf(hash), Is.EqualTo(before + 2));
        }

        // After one piece has aged, the counts in the others are as before.
        for (int i = pieceOf.Length * 2; i < Round; i++)
            _sketch.Add(Blocks - 1, 1);
        Assert.That(
            pieceOf.Select((piece, index) => (piece, _sketch.CountOf(index * Blocks))),
            Is.EqualTo(pieceOf.Select(piece => (piece, piece == 0 ? 1 : 2))));
    }

    private static IEnumerable<int> Hashes(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(int.MinValue, int.MaxValue)).Distinct()];
    }

    // A key of the last block of the first piece.
    private static int LastBlock(int number) => (number * Blocks) + Blocks - 1;

    private static int[] CountsOfFirstBlockAfter(int additions) =>
        [.. Enumerable.Range(0, 50).Select(number => CountAfter(number * Blocks, additions))];

    private static int CountAfter(int hash, int additions)
    {
        var sketch = new FrequencySketch();
        sketch.Add(hash, 4);
        for (int i = 4; i < additions; i++)
            sketch.Add(64, 1);
        return sketch.CountOf(hash);
    }
}
