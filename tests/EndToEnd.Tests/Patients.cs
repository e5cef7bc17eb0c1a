namespace CacheKit.EndToEnd.Tests;

/// <summary>Functions of which one has an encrypted type, and one a policy with a limit.</summary>
internal static class Patients
{
    [Cache(60)]
    public static Task<Patient> FindAsync(int id) => Task.FromResult(new Patient("confidential", id));

    [Cache(60, Policy = "limited")]
    public static Task<string> TextAsync(int length) => Task.FromResult(new string('a', length));
}
