using CacheKit.Architecture.Tests.Rules;
using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests;

[TestFixture]
internal sealed class LastingWorkTests
{
    [Test]
    public void Long_lived_work_starts_outside_its_callers_context() => Assert.That(LastingWork.Violations(Repository.Shipped), Is.Empty);

    [Test]
    public void Each_exception_is_needed() => Assert.That(LastingWork.Unused(Repository.Shipped), Is.Empty);

    [TestCase("Task.Run(KeepAsync);", "Task.Run")]
    [TestCase("Task.Factory.StartNew(Keep);", "StartNew")]
    [TestCase("ThreadPool.QueueUserWorkItem(Keep);", "QueueUserWorkItem")]
    [TestCase("ThreadPool.UnsafeQueueUserWorkItem(Keep, null);", "UnsafeQueueUserWorkItem")]
    [TestCase("var timer = new Timer(Keep);", "new Timer")]
    [TestCase("var thread = new Thread(Keep);", "new Thread")]
    [TestCase("time.CreateTimer(Keep, null, due, period);", "CreateTimer")]
    [TestCase("task.ContinueWith(Keep);", "ContinueWith")]
    [TestCase("task?.ContinueWith(Keep);", "ContinueWith")]
    [TestCase("cancellationToken.Register(Keep);", "Register")]
    [TestCase("using (ExecutionContext.SuppressFlow()) Keep();", "SuppressFlow")]
    [TestCase("_ = KeepAsync();", "_ = KeepAsync")]
    [TestCase("_ = connection.KeepAsync();", "_ = KeepAsync")]
    public void Work_that_captures_its_callers_context_is_found(string code, string begun) =>
        Assert.That(Violations(code), Is.EqualTo(new[] { $"Backends.Redis/X.cs: {begun}" }));

    [TestCase("_ = CleanContext.Run(KeepAsync);")]
    [TestCase("_ = CleanContext.Run(async () => { _ = KeepAsync(); });")]
    [TestCase("var timer = CleanContext.Call(() => new Timer(Keep));")]
    [TestCase("CleanContext.Call(() => task.ContinueWith(Keep));")]
    [TestCase("cancellationToken.UnsafeRegister(Keep, null);")]
    [TestCase("await KeepAsync();")]
    [TestCase("_ = task.Exception;")]
    public void Work_in_a_clean_context_or_within_its_caller_is_allowed(string code) => Assert.That(Violations(code), Is.Empty);

    private static IEnumerable<string> Violations(string code) =>
        LastingWork.Violations([Sources.Project("Backends.Redis", files: ("X.cs", $"class X {{ async Task M() {{ {code} }} }}"))]);
}
