using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>What is counted and said when somebody is held to a budget.</summary>
internal sealed partial class BudgetReports(MqantMetrics metrics, LineLimiter lines, ILogger<BudgetReports> logger)
{
    private readonly ILogger _logger = lines.Limit(logger);

    /// <summary>Somebody wanted more than there is.</summary>
    /// <param name="budget">Its name, as in <see cref="Budget"/>.</param>
    /// <param name="option">The setting that says how much there is.</param>
    /// <param name="who">Who wanted it: an address, a session, a player.</param>
    public void Exceeded(string budget, string option, string who)
    {
        metrics.Exceeded.Get(budget).Add(1);
        Log.Exceeded(_logger, budget, option, who);
    }

    private static partial class Log
    {
        [LoggerMessage(1751, LogLevel.Warning, "Budget {Budget} is used up, and {Who} wanted more of it; {Option} says how much there is.")]
        public static partial void Exceeded(ILogger logger, string budget, string option, string who);
    }
}
