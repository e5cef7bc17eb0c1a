using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>
/// The kinds of connections to a server: encrypted, with a login, over a Unix socket, over IPv6, by name, and several per server.
/// </summary>
[TestFixture]
public sealed class ConnectionTests
{
    private static readonly byte[] _payload = [1, 2, 3];

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("cachekit-memcached-tests-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task An_encrypted_server_is_used_where_its_certificate_is_trusted()
    {
        using X509Certificate2 certificate = WriteCertificate();
        await using MemcachedServer server = await StartEncryptedAsync();
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(certificate);
        // The certificate contains the host name.
        await using var backend = new MemcachedBackend($"localhost:{server.Port}", new MemcachedBackendOptions
        {
            Tls = new SslClientAuthenticationOptions { CertificateChainPolicy = trust },
            ConnectTimeout = TimeSpan.FromMinutes(1),
        });

        await ExpectWorksAsync(backend);
        await ExpectLargeAsync(backend);
        Assert.That(await backend.ListAsync("").AnyAsync(), Is.True);
    }

    [Test]
    public async Task An_encrypted_server_that_is_not_trusted_is_not_used()
    {
        using X509Certificate2 certificate = WriteCertificate();
        await using MemcachedServer server = await StartEncryptedAsync();
        using var loggers = new RecordingLoggers();
        await using var backend = new MemcachedBackend($"localhost:{server.Port}", new MemcachedBackendOptions
        {
            Tls = new SslClientAuthenticationOptions(),
            ConnectTimeout = TimeSpan.FromMinutes(1),
        });
        backend.UseLoggers(loggers);

        Assert.That(async () => await backend.GetAsync("key"), Throws.InstanceOf<MemcachedException>());

        await Poll.UntilAsync(() => new(loggers.Count("Could not connect") == 1));
        Assert.That(loggers.Lines.Last(line => line.Exception is not null).Exception?.Message, Does.Contain("certificate"));
    }

    [Test]
    public async Task A_server_that_asks_for_a_login_is_used_with_the_right_one()
    {
        await using MemcachedServer server = await StartWithLoginAsync();
        await using MemcachedBackend backend = Login(server, "app", "pa55word");
        await ExpectWorksAsync(backend);
    }

    [TestCase("app", "wrong-pa55word")]
    [TestCase("other", "pa55word")]
    [TestCase(null, null)]
    public async Task A_refused_login_is_logged_with_the_reason_and_never_shown(string? userName, string? password)
    {
        await using MemcachedServer server = await StartWithLoginAsync();
        using var loggers = new RecordingLoggers();
        await using MemcachedBackend backend = Login(server, userName, password);
        backend.UseLoggers(loggers);

        Assert.That(async () => await backend.GetAsync("key"), Throws.InstanceOf<MemcachedException>());

        await Poll.UntilAsync(() => new(loggers.Count("Could not connect") == 1));
        string log = string.Join('\n', loggers.Lines);
        Assert.That(log, Does.Contain("authentica"));
        Assert.That(log, Does.Not.Contain("pa55word"));
    }

    [Test]
    public async Task A_unix_socket_is_used()
    {
        await using MemcachedServer server = await MemcachedServer.StartOnUnixSocketAsync();
        await using MemcachedBackend backend = SharedServers.Backend(server.ConnectionString);
        await ExpectWorksAsync(backend);
        Assert.That(await backend.ClearAsync("connection"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_IPv6_address_is_used()
    {
        Requirement.Met(Socket.OSSupportsIPv6 && CanBind(IPAddress.IPv6Loopback), "There is no IPv6 here.");
        await using MemcachedServer server = await MemcachedServer.StartAsync("-l", "::1");
        await using MemcachedBackend backend = SharedServers.Backend($"[::1]:{server.Port}");
        await ExpectWorksAsync(backend);
    }

    // The name resolves to IPv6 first, where no server listens.
    [Test]
    public async Task A_name_is_tried_at_each_of_its_addresses()
    {
        await using MemcachedServer server = await MemcachedServer.StartAsync();
        await using MemcachedBackend backend = SharedServers.Backend($"localhost:{server.Port}");
        await ExpectWorksAsync(backend);
    }

    [Test]
    public async Task Several_connections_share_the_work()
    {
        await using MemcachedServer server = await MemcachedServer.StartAsync();
        await using var backend = new MemcachedBackend(
            server.ConnectionString, new MemcachedBackendOptions { ConnectionsPerServer = 4, OperationTimeout = TimeSpan.FromMinutes(1) });
        await Parallel.ForEachAsync(Enumerable.Range(0, 500), async (number, token) =>
        {
            string key = $"store:users:{number}";
            await backend.SetAsync(key, BitConverter.GetBytes(number), TimeSpan.FromMinutes(1), token);
            Assert.That((await backend.GetAsync(key, token))?.ToArray(), Is.EqualTo(BitConverter.GetBytes(number)));
        });
    }

    [Test]
    public async Task A_server_that_does_not_answer_the_greeting_is_given_up_after_the_timeout()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var backend = new MemcachedBackend(silent.LocalEndpoint.ToString()!, new MemcachedBackendOptions
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(200),
        });

        // The first callers wait together for one attempt; all later ones fail immediately.
        Task[] first = [.. Enumerable.Range(0, 20).Select(_ => backend.GetAsync("key").AsTask())];
        Assert.That(async () => await Task.WhenAll(first).WaitAsync(TimeSpan.FromMinutes(1)), Throws.InstanceOf<MemcachedException>());
        Assert.That(async () => await backend.GetAsync("key"), Throws.InstanceOf<MemcachedException>());
    }

    [Test]
    public async Task A_disposed_backend_refuses_its_operations()
    {
        await using MemcachedServer server = await MemcachedServer.StartAsync();
        foreach (bool used in new[] { true, false })
        {
            var backend = new MemcachedBackend(server.ConnectionString);
            if (used)
                await backend.GetAsync("key");
            await backend.DisposeAsync();
            backend.Dispose();
            Assert.That(async () => await backend.GetAsync("key"), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(async () => await backend.GetAsync("store:users:key"), Throws.InstanceOf<ObjectDisposedException>());
        }

        await Poll.UntilAsync(async () => (await server.SendAsync("stats")).Contains("STAT curr_connections 1\r\n", StringComparison.Ordinal));
    }

    [Test]
    public async Task Creating_a_backend_opens_no_connection()
    {
        await using var server = new ScriptedServer(_ => []);
        await using MemcachedBackend backend = SharedServers.Backend(server.ConnectionString);
        Assert.That(server.Connections, Is.Zero);
    }

    private static MemcachedBackend Login(MemcachedServer server, string? userName, string? password) =>
        new(server.ConnectionString, new MemcachedBackendOptions
        {
            UserName = userName,
            Password = password,
            ConnectTimeout = TimeSpan.FromMinutes(1),
            OperationTimeout = TimeSpan.FromMinutes(1),
        });

    private static async Task ExpectWorksAsync(MemcachedBackend backend)
    {
        await backend.SetAsync("connection", _payload, TimeSpan.FromMinutes(1));
        Assert.That((await backend.GetAsync("connection"))?.ToArray(), Is.EqualTo(_payload));
    }

    private static async Task ExpectLargeAsync(MemcachedBackend backend)
    {
        byte[] large = RandomNumberGenerator.GetBytes(900_000);
        await backend.SetAsync("large", large, TimeSpan.FromMinutes(1));
        ReadOnlyMemory<byte>? read = await backend.GetAsync("large");
        Assert.That(read is { } bytes && bytes.Span.SequenceEqual(large), Is.True);
    }

    private X509Certificate2 WriteCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(_folder, "certificate.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }

    private Task<MemcachedServer> StartEncryptedAsync() =>
        MemcachedServer.StartAsync("-Z", "-o", $"ssl_chain_cert={_folder}/certificate.pem,ssl_key={_folder}/key.pem");

    private Task<MemcachedServer> StartWithLoginAsync()
    {
        string file = Path.Combine(_folder, "users");
        File.WriteAllText(file, "app:pa55word\n");
        return MemcachedServer.StartAsync("-Y", file);
    }

    private static bool CanBind(IPAddress address)
    {
        try
        {
            using var listener = new TcpListener(address, 0);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
