; The installer for Windows: for one user, without being asked for an administrator.
; Called by windows.py, which gives Version, PlainVersion, App, Root and Compression.
; https://jrsoftware.org/ishelp/

#define Name "Wakewright"
#define Program "wakewright-window.exe"

[Setup]
; Names this program for updates and removal; it must never change.
AppId={{7B5E0C52-6C0B-4E55-9C0B-3B8B6E5A9D41}
AppName={#Name}
AppVersion={#Version}
AppVerName={#Name} {#Version}
AppPublisher=The Wakewright developers
VersionInfoVersion={#PlainVersion}
PrivilegesRequired=lowest
DefaultDirName={autopf}\{#Name}
DefaultGroupName={#Name}
DisableProgramGroupPage=yes
DisableDirPage=auto
LicenseFile={#App}\LICENSE.txt
SetupIconFile={#App}\_internal\assets\wakewright.ico
UninstallDisplayIcon={app}\{#Program}
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
Compression={#Compression}
SolidCompression=yes
WizardStyle=modern
; Running copies are asked to close, so that files can be replaced.
CloseApplications=yes
ChangesEnvironment=yes

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "ko"; MessagesFile: "compiler:Languages\Korean.isl"

[CustomMessages]
en.OnPath=Let terminals find the command wakewright
ko.OnPath=터미널에서 wakewright 명령을 쓸 수 있게 하기

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked
Name: "onpath"; Description: "{cm:OnPath}"; Flags: unchecked

[InstallDelete]
; Files of the version before that this one does not have would be found and loaded.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#App}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\{#Name}"; Filename: "{app}\{#Program}"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\{#Program}"; Tasks: desktopicon

[Registry]
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: onpath; Check: NotOnPath(ExpandConstant('{app}'))

[Run]
Filename: "{app}\{#Program}"; Description: "{cm:LaunchProgram,{#Name}}"; Flags: nowait postinstall skipifsilent

; Projects, settings and the sample project are the user's own: nothing of them is named here, so
; that removing the program leaves them where they are.

[Code]
function PathNow: string;
begin
  if not RegQueryStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Result) then
    Result := '';
end;

function NotOnPath(Folder: string): Boolean;
begin
  Result := Pos(';' + Uppercase(Folder) + ';', ';' + Uppercase(PathNow) + ';') = 0;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Before, After: string;
begin
  if Step <> usPostUninstall then
    exit;
  Before := ';' + PathNow + ';';
  After := Before;
  StringChangeEx(After, ';' + ExpandConstant('{app}') + ';', ';', True);
  if After = Before then
    exit;
  After := Copy(After, 2, Length(After) - 2);
  RegWriteExpandStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', After);
end;
