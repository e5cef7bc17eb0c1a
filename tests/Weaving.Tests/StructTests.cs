using CacheKit.Weaving.Tests.Functions;

namespace CacheKit.Weaving.Tests;

/// <summary>Functions of a struct that put and evict.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class StructTests(bool isRemote) : WovenFixture(isRemote)
{
    private Basket _basket = new(1);

    [Test]
    public async Task A_put_of_a_struct_stores_its_result()
    {
        Assert.That(await _basket.SaveAsync(7), Is.EqualTo("saved 7"));
        Assert.That(await _basket.FindAsync(7), Is.EqualTo("saved 7"));
        Assert.That(await new Basket(2).FindAsync(7), Is.Not.EqualTo("saved 7"));
    }

    [Test]
    public async Task A_put_of_a_struct_that_fails_stores_nothing()
    {
        string before = await _basket.FindAsync(7);
        Basket.IsBroken = true;
        try
        {
            Assert.That(async () => await _basket.SaveAsync(7), Throws.InvalidOperationException);
        }
        finally
        {
            Basket.IsBroken = false;
        }

        Assert.That(await _basket.FindAsync(7), Is.EqualTo(before));
    }

    [Test]
    public async Task An_asynchronous_function_changes_its_struct_and_evicts_the_entry_of_the_changed_one()
    {
        var moved = new Basket(7);
        string before = await moved.FindAsync(7);
        string other = await _basket.FindAsync(7);
        await _basket.MoveAsync(7);
        Assert.That(_basket.Owner, Is.EqualTo(7));
        Assert.That(await _basket.FindAsync(7), Is.Not.EqualTo(before));
        Assert.That(await new Basket(1).FindAsync(7), Is.EqualTo(other));
    }

    [Test]
    public async Task A_private_read_only_function_evicts()
    {
        string before = await _basket.FindAsync(7);
        await _basket.CallDropAsync(7);
        string after = await _basket.FindAsync(7);
        Assert.That(after, Is.Not.EqualTo(before));
        Assert.That(_basket.CallDrop(7), Is.EqualTo(7));
        Assert.That(await _basket.FindAsync(7), Is.Not.EqualTo(after));
    }

    [Test]
    public void A_call_through_a_type_parameter_changes_the_struct_itself() => Assert.That(Counter.AddTo(default(Counter)), Is.EqualTo(5));
}
