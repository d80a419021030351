{{- define "lazyengine.name" -}}
{{- $name := ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) -}}
{{- $name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "lazyengine.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "lazyengine.labels" -}}
{{ include "lazyengine.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{/* The names that a cluster's DNS has for the service, and those that are given. */}}
{{- define "lazyengine.httpHosts" -}}
{{- $name := include "lazyengine.name" . -}}
{{- $local := printf "%s.%s" $name .Release.Namespace -}}
{{- concat (list $name $local (printf "%s.svc" $local) (printf "%s.svc.cluster.local" $local)) .Values.httpHosts | uniq | join "," }}
{{- end }}
