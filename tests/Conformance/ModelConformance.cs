using CacheKit.Conformance.Model;
using FsCheck;
using FsCheck.Fluent;

namespace CacheKit.Conformance;

/// <summary>In any order of operations, a backend returns what the simplest possible store would return.</summary>
public abstract class ModelConformance : TagConformance
{
    [Test]
    public void Random_operations_have_the_results_that_a_simple_model_has()
    {
        var sequence = 0;
        bool withBatches = Backend.FindCapability<IBatchBackend>() is not null;
        bool adds = Backend.FindCapability<IConditionalBackend>() is not null;
        Property property = Prop.ForAll(Operations.Sequences(withTime: Clock is not null, ClearsAnyPrefix, withBatches, adds), operations =>
            new Comparison(Backend, Clock, Precision, Key($"{sequence++}:")).RunAsync(operations));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(GeneratedSequences), property);
    }
}
