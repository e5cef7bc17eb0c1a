using CacheKit;

namespace NativeAot;

// The attributes stand where the calls see them: on the interface.
internal interface IUsers
{
    [Cache(300, Namespace = "users", Tags = ["user:{id}"])]
    Task<User> FindAsync(int id);

    [CacheEvict(Tags = ["user:{id}"])]
    Task RenameAsync(int id, string name);
}
