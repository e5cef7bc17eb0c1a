using System.Text;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>
/// The servers of the keys "key:0" to "key:199" as libmemcached 1.1.4 computes them with MEMCACHED_BEHAVIOR_KETAMA_WEIGHTED.
/// </summary>
[TestFixture]
public sealed class KetamaRingTests
{
    private const string ThreeOnTheDefaultPort = "02111122020111211201020112000122122222210110201212210212201001021022212010001211002121201101001211010112202021202211122220212201022022020122100222101200100210222012111112020122110021200110021202111000";

    private const string ThreeOnSeveralPorts = "02122202021022212201200022021022121112210211001102100121101102102210000211201022101120200202010212022220111200102121211100121101012021020002211221201200200202110020111010121012210212010100220102102000";

    private const string OneOfEachKind = "20001020020012222120120021122010012110101122011022002112220100110021000020212102101222110210112222220210201002111202012010102001100121102001011111010022200011000121002022112212211000022021110210001022";

    [TestCase("10.0.1.1:11211,10.0.1.2:11211,10.0.1.3:11211", ThreeOnTheDefaultPort)]
    [TestCase("10.0.1.1:11211,10.0.1.2:11212,cache.example.com:21211", ThreeOnSeveralPorts)]
    [TestCase("[::1]:11211,unix:/run/a.sock,127.0.0.1:11213", OneOfEachKind)]
    public void A_key_is_on_the_server_where_libmemcached_looks_for_it(string servers, string expected)
    {
        var ring = new KetamaRing(ServerAddress.ParseAll(servers, nameof(servers)));
        Assert.That(
            string.Concat(Enumerable.Range(0, expected.Length).Select(number => ring.Find(Encoding.UTF8.GetBytes($"key:{number}")))), Is.EqualTo(expected));
    }

    // Single precision gives 156 points per server instead of 160.
    [Test]
    public void Twenty_five_servers_have_the_points_that_libmemcached_gives_them()
    {
        const string expected = "nkkqpykmgagxkoklogsiyluicklejahcikgtfqfamxhtjadbilwpueklbuiuheudhqmxhpgnwkbondishftlmesnhmedhqtwxtdngeimcmnxlbojmlfniyaorhogmphuqypgsofpongtpbtcntgxejtkxdsuvhhgupyrawnjqvmgwqwsowjcsvvmjmrpfeypnkwmktei";
        var ring = new KetamaRing([.. Enumerable.Range(1, 25).Select(number => new ServerAddress($"10.0.0.{number}", 11211))]);
        Assert.That(
            string.Concat(Enumerable.Range(0, expected.Length).Select(number => (char)('a' + ring.Find(Encoding.UTF8.GetBytes($"key:{number}"))))),
            Is.EqualTo(expected));
    }

    [Test]
    public void Without_one_of_ten_servers_nine_tenths_of_the_keys_stay_where_they_were()
    {
        ServerAddress[] ten = [.. Enumerable.Range(1, 10).Select(number => new ServerAddress($"10.0.0.{number}", 11211))];
        var before = new KetamaRing(ten);
        var after = new KetamaRing(ten[..9]);
        int stay = Enumerable.Range(0, 10_000).Select(number => Encoding.UTF8.GetBytes($"key:{number}")).Count(key => before.Find(key) == after.Find(key));
        Assert.That(stay, Is.InRange(8_500, 9_500));
    }
}
