using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace CacheKit;

/// <summary>Opens a connection to one server: connects, encrypts, logs in, and checks that the server supports the meta protocol.</summary>
internal sealed class Connector(ServerAddress address, ConnectionSettings settings)
{
    /// <exception cref="MemcachedException">The connection failed or timed out; the message names the server and the reason.</exception>
    public async Task<(Stream Stream, ServerClock Clock)> ConnectAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(settings.ConnectTimeout);
        Stream? stream = null;
        try
        {
            stream = await OpenAsync(timeout.Token).ConfigureAwait(false);
            if (settings.Tls is { } tls)
                stream = await EncryptAsync(stream, tls, timeout.Token).ConfigureAwait(false);
            return (stream, await InitializeAsync(stream, timeout.Token).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            if (stream is not null)
                await stream.DisposeAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            string reason = timeout.IsCancellationRequested
                ? string.Create(CultureInfo.InvariantCulture, $"it did not answer within {settings.ConnectTimeout.TotalSeconds} s")
                : exception.Message;
            throw new MemcachedException($"There is no connection to Memcached at {address}: {reason}", exception);
        }
    }

    private async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        Socket socket = address.IsUnixSocket
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.ToEndPoint(), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<Stream> EncryptAsync(Stream stream, SslClientAuthenticationOptions tls, CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(stream);
        try
        {
            await encrypted.AuthenticateAsClientAsync(TlsFor(address.Host, tls), cancellationToken).ConfigureAwait(false);
            return encrypted;
        }
        catch
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // The certificate of each server is checked against the server's own host name.
    internal static SslClientAuthenticationOptions TlsFor(string host, SslClientAuthenticationOptions tls)
    {
        if (!string.IsNullOrEmpty(tls.TargetHost))
            return tls;

        var own = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            AllowRenegotiation = tls.AllowRenegotiation,
            AllowTlsResume = tls.AllowTlsResume,
            ApplicationProtocols = tls.ApplicationProtocols,
            CertificateChainPolicy = tls.CertificateChainPolicy,
            CertificateRevocationCheckMode = tls.CertificateRevocationCheckMode,
            CipherSuitesPolicy = tls.CipherSuitesPolicy,
            ClientCertificateContext = tls.ClientCertificateContext,
            ClientCertificates = tls.ClientCertificates,
            EnabledSslProtocols = tls.EnabledSslProtocols,
            EncryptionPolicy = tls.EncryptionPolicy,
            LocalCertificateSelectionCallback = tls.LocalCertificateSelectionCallback,
            RemoteCertificateValidationCallback = tls.RemoteCertificateValidationCallback,
        };
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            own.AllowRsaPkcs1Padding = tls.AllowRsaPkcs1Padding;
            own.AllowRsaPssPadding = tls.AllowRsaPssPadding;
        }

        return own;
    }

    private async ValueTask<ServerClock> InitializeAsync(Stream stream, CancellationToken cancellationToken)
    {
        var lines = new LineReader(stream);
        if (settings.UserName is { } userName)
        {
            // The text protocol logs in by a set with an arbitrary key (memcached -Y).
            byte[] credentials = Encoding.UTF8.GetBytes($"{userName} {settings.Password}");
            string login = string.Create(CultureInfo.InvariantCulture, $"set login 0 0 {credentials.Length}\r\n");
            await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(login), .. credentials, .. "\r\n"u8], cancellationToken).ConfigureAwait(false);
            await ExpectAsync(lines, "STORED", "The login was refused", cancellationToken).ConfigureAwait(false);
        }

        await stream.WriteAsync("mn\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        await ExpectAsync(lines, "MN", "The server does not support the meta protocol of Memcached 1.6", cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync("stats\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        return await ReadClockAsync(lines, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask ExpectAsync(LineReader lines, string expected, string fault, CancellationToken cancellationToken)
    {
        string line = await lines.ReadTextAsync(cancellationToken).ConfigureAwait(false);
        if (line != expected)
            throw new MemcachedException($"{fault}: {line}");
    }

    private static async ValueTask<ServerClock> ReadClockAsync(LineReader lines, CancellationToken cancellationToken)
    {
        const string time = "STAT time ";
        const int mostLines = 1_000;
        ServerClock? clock = null;
        for (var i = 0; i < mostLines; i++)
        {
            string line = await lines.ReadTextAsync(cancellationToken).ConfigureAwait(false);
            if (line.StartsWith(time, StringComparison.Ordinal) && long.TryParse(line.AsSpan(time.Length), CultureInfo.InvariantCulture, out long seconds))
                clock = new ServerClock(seconds);
            if (line == "END" && lines.IsEmpty)
                return clock ?? throw new MemcachedException("The server's reply to 'stats' holds no time.");
            if (!line.StartsWith("STAT ", StringComparison.Ordinal))
                break;
        }

        throw new MemcachedException("The server's reply to 'stats' can't be parsed.");
    }
}
