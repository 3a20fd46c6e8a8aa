using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// The groups that a user is in for good. They have a record of their own, where nothing expires: the user's other record ends with the settings in it.
/// </summary>
internal sealed class UserGroups(string userId, UserServices services)
{
    private readonly GrainState<StoredGroups> _record = new(new StoredGroups());

    public IReadOnlySet<string> Names => _record.State!.Names;

    public async Task LoadAsync()
    {
        await services.ReadAsync(userId, _record);
        _record.State ??= new StoredGroups();
    }

    public Task AddAsync(string group) => StoreAsync([.. Names, group]);

    public Task RemoveAsync(string group) => StoreAsync([.. Names.Where(name => name != group)]);

    private async Task StoreAsync(HashSet<string> names)
    {
        if (names.SetEquals(Names))
        {
            return;
        }

        var before = _record.State;
        _record.State = new StoredGroups { Names = names };
        try
        {
            await (names.Count > 0 ? services.WriteAsync(userId, _record) : services.ClearAsync(userId, _record));
        }
        catch
        {
            _record.State = before;
            throw;
        }
    }
}
