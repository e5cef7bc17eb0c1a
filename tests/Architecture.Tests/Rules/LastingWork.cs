using CacheKit.Architecture.Tests.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Architecture.Tests.Rules;

/// <summary>
/// Work that may outlive its caller is started by CleanContext, so that it does not capture the caller's execution context.
/// </summary>
internal static class LastingWork
{
    private const string Clean = "CleanContext";

    // Matched by the name of the called member, on any type.
    private static readonly string[] _capturing =
        ["ContinueWith", "CreateTimer", "QueueUserWorkItem", "RegisterWaitForSingleObject", "StartNew", "SuppressFlow", "UnsafeQueueUserWorkItem"];

    private static readonly string[] _capturingTypes = ["Timer", "Thread"];

    private static readonly string[] _allowed =
    [
        // A background refresh sees the async-locals of the caller that starts it: docs/stale.md.
        "Core/Engine/ValueComputation.cs: Task.Run",
        "Core/Engine/ValueComputation.cs: StartNew",

        // A synchronous caller, or this method itself, stays until the first wait.
        "Core/Engine/ValueComputation.cs: _ = RunInBackgroundAsync",

        "Core/Batches/BatchComputation.cs: Task.Run",

        // The caller waits for the flight.
        "Core/Engine/ValueComputation.cs: _ = RunAsync",

        // An in-process store completes synchronously.
        "Core/Engine/OpenTransactions.cs: _ = EvictAsync",

        // The reads of a burst wait for it, and each goes on in its own context.
        "Backends.Redis/RedisBursts.cs: UnsafeQueueUserWorkItem",

        // A caller begins to send its batch, which soon ends, or leaves it to a work item, which captures no context.
        "Backends.Memcached/Client/MemcachedConnection.cs: _ = SendBatchAsync",
        "Backends.Memcached/Client/MemcachedConnection.cs: UnsafeQueueUserWorkItem",

        // Its caller waits for the reply. The work of the connection starts in a context of its own.
        "Backends.Memcached/Client/SharedGet.cs: _ = OpenAndSendAsync",

        // Only observes an exception.
        "Backends.Redis/RedisBatch.cs: ContinueWith",

        // A garbage collection starts it, on a thread that has no caller.
        "Core/Weaving/CallIndex.cs: UnsafeQueueUserWorkItem",
    ];

    public static IEnumerable<string> Violations(IEnumerable<Project> projects) =>
        from project in projects
        from file in project.Files
        where Path.GetFileNameWithoutExtension(file.Path) != Clean
        from begun in file.Nodes.Select(BegunBy).OfType<string>()
        let found = $"{project.Name}/{file.Path}: {begun}"
        where !_allowed.Contains(found)
        select found;

    /// <summary>Returns exceptions that no source uses.</summary>
    public static IEnumerable<string> Unused(IEnumerable<Project> projects)
    {
        string[] found =
        [
            .. from project in projects
               from file in project.Files
               from begun in file.Nodes.Select(BegunBy)
               select $"{project.Name}/{file.Path}: {begun}"
        ];
        return _allowed.Except(found);
    }

    private static string? BegunBy(SyntaxNode node) => node switch
    {
        _ when node.Ancestors().OfType<InvocationExpressionSyntax>().Any(IsClean) => null,
        InvocationExpressionSyntax { Expression: var called } when called.ToString() == "Task.Run" => "Task.Run",
        InvocationExpressionSyntax { Expression: var called } when _capturing.Contains(NameOf(called)) => NameOf(called),

        // UnsafeRegister does not capture the context.
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Register" } called }
            when called.Expression.ToString().Contains("token", StringComparison.OrdinalIgnoreCase) => "Register",
        ObjectCreationExpressionSyntax { Type: var type } when _capturingTypes.Contains(type.ToString()) => $"new {type}",
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Right: InvocationExpressionSyntax { Expression: var called } }
            when NameOf(called) is { } name && name.EndsWith("Async", StringComparison.Ordinal) => $"_ = {name}",
        _ => null,
    };

    private static bool IsClean(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: Clean } };

    private static string? NameOf(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };
}
