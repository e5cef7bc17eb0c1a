namespace CacheKit.Generators;

// The ids are stable: users have them in editorconfig files, and each has a page in docs/diagnostics.
internal static class DiagnosticIds
{
    public const string DoesNothing = "CK0001";
    public const string DelegateOfMarked = "CK0002";
    public const string NothingToCache = "CK0003";
    public const string ByReference = "CK0004";
    public const string NoKey = "CK0005";
    public const string UncacheableResult = "CK0006";
    public const string SharedAmongUsers = "CK0007";
    public const string InterfaceNotMarked = "CK0008";
    public const string Synchronous = "CK0009";
    public const string Unnameable = "CK0010";
    public const string TagTemplate = "CK0011";
    public const string TargetMissing = "CK0012";
    public const string TargetMismatch = "CK0013";
    public const string PutResult = "CK0014";
    public const string EvictsNothing = "CK0015";
    public const string Contradiction = "CK0016";
    public const string HandlerChangesCache = "CK0017";
    public const string Expiration = "CK0018";
    public const string WrongType = "CK0019";
    public const string IdleDefaults = "CK0020";
    public const string HandleOfNoCall = "CK0021";
    public const string UncacheableDelegate = "CK0022";
    public const string ChangedByCoder = "CK0023";
    public const string CalledByOthers = "CK0024";
    public const string AmbientUser = "CK0025";
    public const string UnwovenCall = "CK0027";
    public const string WeavingRefused = "CK0029";
    public const string GenericKey = "CK0031";
    public const string OutdatedCode = "CK0032";
    public const string KeyText = "CK0033";
    public const string CapturedByFactory = "CK0035";
    public const string NoElements = "CK0036";
    public const string CannotShare = "CK0037";
}
