-- The columns of a usage file, from rows that are already in order.
select
    'e' || event_key as event_id,
    account_key as workspace_id,
    account_key || '-' || user_no as user_id,
    [
        'dashboard_viewed', 'record_edited', 'search_run', 'comment_added', 'report_exported',
        'alert_opened', 'item_shared', 'integration_synced', 'template_applied', 'automation_run',
        'api_called', 'forecast_built'
    ][feature_no] as event,
    occurred_at as occurred,
    [
        'dashboards', 'records', 'search', 'comments', 'report_export', 'alerts', 'sharing',
        'integrations', 'templates', 'automations', 'api', 'forecasts'
    ][feature_no] as feature,
    quantity,
from demo.usage_rows
