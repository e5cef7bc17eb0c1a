namespace CacheKit.Conformance;

/// <summary>
/// Everything that <see cref="ICacheBackend"/> promises, as tests. Inherit it in one class and your backend is held to it, now
/// and when a later version promises more.
/// </summary>
/// <example>
/// <code>
/// [TestFixture]
/// public sealed class MyBackendConformance : BackendConformance
/// {
///     protected override async ValueTask&lt;ICacheBackend&gt; CreateBackendAsync() => await MyBackend.ConnectAsync("localhost:1234");
/// }
/// </code>
/// </example>
/// <remarks>
/// The tests stand in a chain of classes, one subject each, rather than in fixtures side by side: so one class inherits them
/// all. Override <see cref="BackendFixture.Clock"/>, <see cref="BackendFixture.Precision"/> and
/// <see cref="BackendFixture.LargestPayload"/> where your store differs. Keep <c>[TestFixture]</c> on your class: the test runner looks
/// only into assemblies that name NUnit themselves.
/// </remarks>
public abstract class BackendConformance : DisposalConformance
{
    [Test]
    public void A_backend_that_holds_values_is_held_to_their_promises_too()
    {
        if (Backend.FindCapability<IValueBackend>() is not null && Backend.FindCapability<TieredBackend>() is null)
            Assert.That(this, Is.InstanceOf<ValueBackendConformance>(), $"Inherit {nameof(ValueBackendConformance)} instead.");
    }
}
