namespace CacheKit.Conformance;

/// <summary>
/// The contract of <see cref="ICacheBackend"/> as tests. Inherit it in one class to check your backend now and against later versions of
/// the contract.
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
/// The tests are in a chain of classes, one for each subject, so that one class inherits them all. Override
/// <see cref="BackendFixture.Clock"/>, <see cref="BackendFixture.Precision"/> and <see cref="BackendFixture.LargestPayload"/> where your
/// store differs. Keep <c>[TestFixture]</c> on your class: the test runner searches only assemblies that reference NUnit themselves.
/// </remarks>
public abstract class BackendConformance : DisposalConformance
{
    [Test]
    public void A_value_backend_needs_the_value_conformance_suite()
    {
        if (Backend.FindCapability<IValueBackend>() is not null && Backend.FindCapability<TieredBackend>() is null)
            Assert.That(this, Is.InstanceOf<ValueBackendConformance>(), $"Inherit {nameof(ValueBackendConformance)} instead.");
    }
}
