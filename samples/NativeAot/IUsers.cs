using CacheKit;

namespace NativeAot;

// The attributes are on the interface, since the calls name its methods.
internal interface IUsers
{
    [Cache(300, Namespace = "users", Tags = ["user:{id}"])]
    Task<User> FindAsync(int id);

    [CacheEvict(Tags = ["user:{id}"])]
    Task RenameAsync(int id, string name);
}
