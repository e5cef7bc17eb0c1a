using System.Net.Security;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>The TLS settings of one server.</summary>
[TestFixture]
public sealed class ConnectorTests
{
    [TestCaseSource(nameof(Settings))]
    public void A_server_has_all_TLS_settings_of_the_options(PropertyInfo setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var options = new SslClientAuthenticationOptions();
        object? value = OtherThan(setting.GetValue(options), setting.PropertyType);
        setting.SetValue(options, value);
        Assert.That(setting.GetValue(Connector.TlsFor("cache-1", options)), Is.EqualTo(value));
    }

    [Test]
    public void A_certificate_is_checked_against_the_host_of_its_server_unless_the_options_name_one()
    {
        Assert.That(Connector.TlsFor("cache-1", new()).TargetHost, Is.EqualTo("cache-1"));
        Assert.That(Connector.TlsFor("cache-1", new() { TargetHost = "cache" }).TargetHost, Is.EqualTo("cache"));
    }

    private static PropertyInfo[] Settings() =>
        [.. typeof(SslClientAuthenticationOptions).GetProperties().Where(setting => setting.CanWrite && setting.Name != "TargetHost")];

    private static object OtherThan(object? value, Type type) => type switch
    {
        _ when type == typeof(bool) => !(bool)value!,
        _ when type == typeof(SslProtocols) => SslProtocols.Tls12,
        _ when type.IsEnum => Enum.GetValues(type).Cast<object>().First(other => !other.Equals(value)),
        _ when type == typeof(LocalCertificateSelectionCallback) => new LocalCertificateSelectionCallback((_, _, _, _, _) => null!),
        _ when type == typeof(RemoteCertificateValidationCallback) =>
            new RemoteCertificateValidationCallback((_, _, _, errors) => errors == SslPolicyErrors.None),
        _ when type == typeof(List<SslApplicationProtocol>) => new List<SslApplicationProtocol> { SslApplicationProtocol.Http2 },
        _ when type == typeof(X509CertificateCollection) => new X509CertificateCollection(),
        _ => RuntimeHelpers.GetUninitializedObject(type),
    };
}
